#include "blocklists/lists/import/decoder.h"

#include <algorithm>
#include <new>

#include <lzma.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

namespace schoolgate {
namespace {

using namespace std::string_view_literals;

constexpr auto gzip_magic = "\x1f\x8b"sv;
constexpr auto xz_magic = "\xfd\x37zXZ\0"sv;
constexpr auto zstd_magic = "\x28\xb5\x2f\xfd"sv;

// xz -9 needs 65 MiB to unpack and zstd --long=27 needs 128 MiB: nothing that people make by default needs more, and a
// small box has no more to give.
constexpr std::uint64_t max_xz_memory = std::uint64_t{128} << 20;
constexpr int max_zstd_window_log = 26;      // 64 MiB; zstd -19 uses 8 MiB
constexpr std::size_t zlib_step = 1U << 20;  // zlib counts in 32 bits

class GzipDecoder final : public Decoder {
 public:
  GzipDecoder() {
    // 15: the largest window, 32 KiB. 16: a gzip header, not zlib's.
    if (inflateInit2(&stream_, 15 + 16) != Z_OK) throw std::bad_alloc();
  }
  GzipDecoder(const GzipDecoder&) = delete;
  GzipDecoder& operator=(const GzipDecoder&) = delete;
  ~GzipDecoder() override { inflateEnd(&stream_); }

  Step step(std::span<const char> in, std::span<char> out, bool /*input_ended*/) override {
    if (member_ended_ && !in.empty()) {  // RFC 1952 section 2.2: members simply follow each other
      if (in.front() == '\0') return {State::at_end, in.size(), 0};  // tar and tape tools pad with zeros
      inflateReset(&stream_);
      member_ended_ = false;
    }
    const auto give = static_cast<uInt>(std::min(in.size(), zlib_step));
    const auto room = static_cast<uInt>(std::min(out.size(), zlib_step));
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));  // zlib reads it only
    stream_.avail_in = give;
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = room;
    const int result = member_ended_ ? Z_STREAM_END : inflate(&stream_, Z_NO_FLUSH);
    Step done{State::more, give - stream_.avail_in, room - stream_.avail_out};
    if (result == Z_STREAM_END) {
      member_ended_ = true;
      done.state = State::at_end;
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      done.state = State::damaged;
    }
    return done;
  }
  std::string_view name() const override { return "gzip"; }

 private:
  z_stream stream_{};
  bool member_ended_ = false;
};

class XzDecoder final : public Decoder {
 public:
  XzDecoder() {
    if (lzma_stream_decoder(&stream_, max_xz_memory, LZMA_CONCATENATED) != LZMA_OK) throw std::bad_alloc();
  }
  XzDecoder(const XzDecoder&) = delete;
  XzDecoder& operator=(const XzDecoder&) = delete;
  ~XzDecoder() override { lzma_end(&stream_); }

  Step step(std::span<const char> in, std::span<char> out, bool input_ended) override {
    stream_.next_in = reinterpret_cast<const std::uint8_t*>(in.data());
    stream_.avail_in = in.size();
    stream_.next_out = reinterpret_cast<std::uint8_t*>(out.data());
    stream_.avail_out = out.size();
    const lzma_ret result = lzma_code(&stream_, input_ended ? LZMA_FINISH : LZMA_RUN);
    Step done{State::more, in.size() - stream_.avail_in, out.size() - stream_.avail_out};
    if (result == LZMA_STREAM_END) {
      done.state = State::at_end;
    } else if (result == LZMA_MEMLIMIT_ERROR) {
      done.state = State::too_big;
    } else if (result != LZMA_OK && result != LZMA_BUF_ERROR) {
      done.state = State::damaged;
    }
    return done;
  }
  std::string_view name() const override { return "xz"; }

 private:
  lzma_stream stream_ = LZMA_STREAM_INIT;
};

class ZstdDecoder final : public Decoder {
 public:
  ZstdDecoder() : context_(ZSTD_createDCtx()) {
    if (!context_) throw std::bad_alloc();
    ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, max_zstd_window_log);
  }

  Step step(std::span<const char> in, std::span<char> out, bool /*input_ended*/) override {
    ZSTD_inBuffer input{in.data(), in.size(), 0};
    ZSTD_outBuffer output{out.data(), out.size(), 0};
    const std::size_t result = ZSTD_decompressStream(context_.get(), &output, &input);
    Step done{State::more, input.pos, output.pos};
    if (ZSTD_isError(result) != 0) {
      const auto code = ZSTD_getErrorCode(result);
      done.state = code == ZSTD_error_frameParameter_windowTooLarge ? State::too_big : State::damaged;
    } else if (result == 0) {
      done.state = State::at_end;
    }
    return done;
  }
  std::string_view name() const override { return "zstd"; }

 private:
  struct Free {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };
  std::unique_ptr<ZSTD_DCtx, Free> context_;
};

}  // namespace

std::unique_ptr<Decoder> make_decoder(std::string_view first) {
  if (first.starts_with(gzip_magic)) return std::make_unique<GzipDecoder>();
  if (first.starts_with(xz_magic)) return std::make_unique<XzDecoder>();
  if (first.starts_with(zstd_magic)) return std::make_unique<ZstdDecoder>();
  return nullptr;
}

}  // namespace schoolgate

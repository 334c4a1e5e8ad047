#include "resolver/upstream/upstream_probe.h"

#include <memory>
#include <mutex>

#include <uv.h>

#include "resolver/upstream/upstream_engine.h"
#include "resolver/wire/cursor.h"

namespace schoolgate {
namespace {

constexpr std::uint16_t type_soa = 6, type_rrsig = 46;
constexpr std::size_t header_octets = 12, question_tail_octets = 4;

bool has_signatures(std::span<const std::uint8_t> message) {
  if (message.size() < header_octets) return false;
  const auto count = [&](std::size_t at) { return static_cast<unsigned>(message[at] << 8 | message[at + 1]); };
  const unsigned records = count(6) + count(8);  // answer and authority: a name that is not there is signed too
  wire::Cursor cursor(message, header_octets);
  if (!cursor.skip_name() || !cursor.skip(question_tail_octets)) return false;
  wire::RecordHead head;
  for (unsigned n = 0; n < records; ++n) {
    if (!cursor.skip_name() || !wire::read_record(cursor, head)) return false;
    if (head.type == type_rrsig) return true;
  }
  return false;
}

std::string words_for(const UpstreamAnswer& answer) {
  switch (answer.status) {
    case UpstreamAnswer::Status::answered:
      return {};
    case UpstreamAnswer::Status::timed_out:
      return "it did not answer in time";
    case UpstreamAnswer::Status::bogus:
      return "its answer has signatures that are wrong";
    case UpstreamAnswer::Status::overloaded:
    case UpstreamAnswer::Status::unreachable:
      break;
  }
  return answer.why.empty() ? "it gave no useful answer" : std::string(answer.why);
}

/// A loop with an engine a server, until all are done.
class Probe {
 public:
  Probe(const UpstreamConfig& config, const Name& asked_for) : results_(config.servers.size()) {
    uv_loop_init(&loop_);
    const auto start = uv_hrtime();
    for (std::size_t n = 0; n < config.servers.size(); ++n) {
      UpstreamConfig one = config;
      one.servers = {config.servers[n]};
      one.zones.clear();
      auto engine = make_upstream_engine(loop_, one);
      if (!engine) {
        results_[n].problem = engine.error().what;
        continue;
      }
      engines_.push_back(std::move(*engine));
      ++left_;
      engines_.back()->resolve(asked_for.view(), type_soa, false, [this, n, start](const UpstreamAnswer& answer) {
        results_[n] = to_result(answer, std::chrono::nanoseconds(uv_hrtime() - start));
        --left_;
      });
    }
  }
  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;
  ~Probe() {
    engines_.clear();
    uv_run(&loop_, UV_RUN_DEFAULT);  // closes the handles
    uv_loop_close(&loop_);
  }

  std::vector<ProbeResult> wait() {
    while (left_ > 0) uv_run(&loop_, UV_RUN_ONCE);
    return results_;
  }

 private:
  static ProbeResult to_result(const UpstreamAnswer& answer, std::chrono::nanoseconds took) {
    ProbeResult result;
    result.answered = answer.status == UpstreamAnswer::Status::answered;
    result.took = std::chrono::duration_cast<std::chrono::milliseconds>(took);
    result.validated = answer.secure;
    result.has_signatures = result.answered && has_signatures(answer.message);
    result.problem = words_for(answer);
    return result;
  }

  uv_loop_t loop_{};
  std::vector<ProbeResult> results_;
  std::size_t left_ = 0;
  std::vector<std::unique_ptr<UpstreamEngine>> engines_;
};

}  // namespace

std::vector<ProbeResult> probe_upstreams(const UpstreamConfig& config, const Name& asked_for) {
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  return Probe(config, asked_for).wait();
}

}  // namespace schoolgate

// Writing to a libuv stream: at once when the socket takes it, else from a copy that libuv holds until it does.
// Thread rules: the loop's thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <uv.h>

namespace schoolgate {

/// Called when a copy has left and the handle is still owned (its `data` is not null); status < 0: the peer is gone.
using Written = void (*)(uv_tcp_t& stream, int status);

/// False when the peer is gone; `written` is not called then.
bool write(uv_tcp_t& stream, std::span<const std::uint8_t> octets, Written written);

/// Octets that the peer has not taken yet.
std::size_t write_backlog(const uv_tcp_t& stream);

}  // namespace schoolgate

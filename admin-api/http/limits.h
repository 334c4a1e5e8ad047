// Every limit of the fence around the HTTP server, with its reason. Measured need: the largest honest request is a rule
// or group with some hundred names (about 30 KiB); the largest honest head is a browser's, about 2 KiB.
// Thread rules: constants, and a plain value.
#pragma once

#include <chrono>
#include <cstddef>

namespace schoolgate::http {

inline constexpr std::size_t kib = 1024;

inline constexpr std::size_t max_head_octets = 16 * kib;      // request line and headers; a browser sends 2 KiB
inline constexpr std::size_t max_body_octets = 256 * kib;     // a request's body
inline constexpr std::size_t max_bodies_octets = 2048 * kib;  // of all requests at once: bounds a flood's memory
inline constexpr std::size_t max_bodies_octets_per_address = 512 * kib;  // two of the largest
inline constexpr std::size_t small_body_octets = 4 * kib;  // always has room: 128 connections make half a MiB of them
inline constexpr std::size_t max_path_octets = 512;        // longest path of ours: ids of 64 octets, percent-encoded
inline constexpr std::size_t max_target_octets = 4096;     // path and query; Microsoft's sign-in codes are near 2 KiB
inline constexpr std::size_t max_line_octets = 8000;       // of a head: the library behind the gate takes 8,192
inline constexpr std::size_t max_header_lines = 64;        // browsers send about 20
inline constexpr std::size_t max_connections = 128;  // a school has a handful of people at this; about 60 KiB each
inline constexpr std::size_t max_connections_per_address = 32;   // five browsers of six connections behind one address
inline constexpr std::size_t max_requests_per_connection = 100;  // no connection lives for ever
inline constexpr std::size_t worker_threads = 4;                 // handlers compute and commit; none waits for a client
inline constexpr std::size_t max_waiting_requests = 64;          // beyond it the answer is 503 at once, not later
inline constexpr std::size_t max_working_per_address = 3;        // of the four workers: another client always finds one
inline constexpr std::size_t octets_a_turn = 32 * kib;  // read or written for one connection before the next one's turn
// What a stream's client has not taken yet: a minute of a busy school's events. Who is that late reads them anew.
inline constexpr std::size_t max_stream_backlog_octets = 64 * kib;
inline constexpr std::size_t max_drained_octets = 256 * kib;  // so that a client can read its refusal

/// How long a client may take. Real (steady) time, not the appliance's clock. Tests shorten it.
struct Patience {
  std::chrono::milliseconds handshake{5000};
  std::chrono::milliseconds request{5000};    // from a request's first octet to its last
  std::chrono::milliseconds idle{15000};      // between requests on one connection
  std::chrono::milliseconds stalled{5000};    // a reply that does not move on
  std::chrono::milliseconds reply{120000};    // a reply in all: a large export over a slow line
  std::chrono::milliseconds draining{1000};   // after a refusal
  std::chrono::milliseconds stream{3600000};  // in all; the client connects again, and goes on where it was
};

}  // namespace schoolgate::http

// A tiny HTTP/1.1 server on loopback, for tests: one thread, one request a connection, answers made by the test.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace schoolgate::test {

class HttpServer {
 public:
  struct Answer {
    std::string text;        // the whole answer, head and body
    bool keep_open = false;  // says no more, but does not hang up either
  };
  using Handler = std::function<Answer(const std::string& head)>;  // the request's head

  explicit HttpServer(Handler handler) : handler_(std::move(handler)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 8) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      throw std::runtime_error("no loopback socket");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~HttpServer() {
    stop_ = true;
    thread_.join();
    for (const int open : kept_) ::close(open);
    ::close(listener_);
  }
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::string address(const std::string& path) const { return "http://127.0.0.1:" + std::to_string(port_) + path; }
  int requests() const { return requests_; }

  static Answer ok(const std::string& body, const std::string& headers = {}) {
    return {"HTTP/1.1 200 OK\r\nConnection: close\r\n" + headers + "Content-Length: " + std::to_string(body.size()) +
            "\r\n\r\n" + body};
  }
  static Answer status(const std::string& line, const std::string& headers = {}) {
    return {"HTTP/1.1 " + line + "\r\nConnection: close\r\n" + headers + "Content-Length: 0\r\n\r\n"};
  }

 private:
  void serve() {
    while (!stop_) {
      pollfd ready{listener_, POLLIN, 0};
      if (::poll(&ready, 1, 20) != 1) continue;
      const int client = ::accept(listener_, nullptr, nullptr);
      if (client >= 0) answer(client);
    }
  }
  void answer(int client) {
    std::string head;
    char buffer[4096];
    while (head.find("\r\n\r\n") == std::string::npos) {
      const ssize_t got = ::recv(client, buffer, sizeof buffer, 0);
      if (got <= 0) break;
      head.append(buffer, static_cast<std::size_t>(got));
    }
    ++requests_;
    const Answer made = handler_(head);
    for (std::size_t sent = 0; sent < made.text.size();) {
      const ssize_t gone = ::send(client, made.text.data() + sent, made.text.size() - sent, MSG_NOSIGNAL);
      if (gone <= 0) break;
      sent += static_cast<std::size_t>(gone);
    }
    if (made.keep_open)
      kept_.push_back(client);
    else
      ::close(client);
  }

  Handler handler_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> stop_ = false;
  std::atomic<int> requests_ = 0;
  std::vector<int> kept_;  // only on the thread, until it is joined
  std::thread thread_;
};

}  // namespace schoolgate::test

// The lines that make something happen: time, the upstream, and questions.
#include <stdexcept>

#include "tests/scenarios/scenario.h"

namespace schoolgate::test {

namespace {

using Words = std::vector<std::string>;
using Status = UpstreamAnswer::Status;

Status failure(const std::string& text) {
  if (text == "unreachable") return Status::unreachable;
  if (text == "timed-out") return Status::timed_out;
  if (text == "overloaded") return Status::overloaded;
  if (text == "bogus") return Status::bogus;
  throw std::runtime_error("not a way to fail: " + text);
}

Ask ask_of(const Words& words) {
  Ask ask{.name = words.at(1), .type = words.at(2)};
  for (std::size_t i = 3; i < words.size(); ++i) {
    const std::string& word = words[i];
    const std::string value = word.substr(word.find('=') + 1);
    if (word == "plain")
      ask.edns = false;
    else if (word == "do")
      ask.dnssec_ok = true;
    else if (word == "ad")
      ask.authentic_data = true;
    else if (word == "cd")
      ask.checking_disabled = true;
    else if (word == "no-rd")
      ask.recursion_desired = false;
    else if (word.starts_with("size="))
      ask.udp_size = static_cast<std::uint16_t>(std::stoul(value));
    else if (word.starts_with("version="))
      ask.edns_version = static_cast<std::uint8_t>(std::stoul(value));
    else if (word.starts_with("class="))
      ask.klass = value;
    else
      throw std::runtime_error("not an option of ASK: " + word);
  }
  return ask;
}

}  // namespace

bool Scenario::say(const Words& words) {
  if (words[0] == "answer" || words[0] == "authority") {
    if (upstream_line_ == nullptr) throw std::runtime_error("a record without an UPSTREAM line");
    Says& says = upstream_line_->says;
    (words[0] == "answer" ? says.answer : says.authority).push_back(joined(words, 1));
    return true;
  }
  upstream_line_ = nullptr;
  if (words[0] != "UPSTREAM") return false;
  ScriptedUpstream::Line& line = world_.upstream.line(words.at(1), type_number(words.at(2)));
  const std::string& how = words.at(3);
  if (how == "waits") {
    line.waits = true;
    return true;
  }
  line.status = how == "says" ? Status::answered : failure(words.at(4));
  line.says = {.name = words[1], .type = words[2]};
  if (how == "says") line.says.rcode = words.at(4);
  line.secure = words.size() > 5 && words[5] == "secure";
  upstream_line_ = &line;
  return true;
}

bool Scenario::act(const Words& words) {
  const std::string& verb = words[0];
  if (verb == "AT") {
    const bool relative = words.at(1).starts_with("+");
    const auto span = relative ? parse_duration(words[1].substr(1)) : std::nullopt;
    const auto to = relative ? std::nullopt : parse_rfc3339(words[1]);
    if (!span && !to) throw std::runtime_error("not a moment: " + words[1]);
    world_.set_time(span ? world_.time() + *span : *to);
  } else if (verb == "FROM") {
    client_ = Address::parse(words.at(1)).value();
    transport_ = words.size() > 2 && words[2] == "tcp" ? Transport::tcp : Transport::udp;
  } else if (verb == "ASK" || verb == "SEND") {
    reply_ = world_.send(verb == "ASK" ? query(ask_of(words)) : from_hex(joined(words, 1)), client_, transport_);
    decoded_ = decode(reply_);
  } else if (verb == "DELIVER") {
    world_.refresh();
    world_.late.clear();
    world_.upstream.deliver(words.at(1), type_number(words.at(2)));
    if (world_.late.empty()) throw std::runtime_error("nobody got a late reply");
    reply_ = world_.late.front();
    decoded_ = decode(reply_);
  } else if (verb == "LATE") {
    reply_ = world_.late.at(std::stoul(words.at(1)) - 1);
    decoded_ = decode(reply_);
  } else {
    return false;
  }
  return true;
}

}  // namespace schoolgate::test

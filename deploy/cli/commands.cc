#include "deploy/cli/commands.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include <fmt/format.h>

#include "blocklists/change-control/export.h"
#include "blocklists/change-control/json_text.h"
#include "deploy/cli/socket_client.h"
#include "deploy/config/config.h"
#include "deploy/service/serve.h"

namespace schoolgate {
namespace {

int fail(const Fault& fault) {
  fmt::print(stderr, "{}{}{}\n", fault.what, fault.hint.empty() ? "" : "\n", fault.hint);
  return 1;
}

/// The socket's path, or nothing after the configuration's faults have been printed.
std::optional<std::string> socket_of(const CommandContext& context) {
  auto config = load_config(context.config_file);
  if (config) return config->admin.socket_path;
  for (const ConfigFault& fault : config.error()) fmt::print(stderr, "{}\n", fault.to_text());
  return std::nullopt;
}

int print_problem(const CommandContext& context, const SocketReply& reply) {
  fmt::print(stderr, "{}\n", context.json ? reply.body : console::tell_problem(reply.body));
  return 1;
}

}  // namespace

int read_reply(const CommandContext& context, const console::Request& request, std::string& body) {
  const auto socket = socket_of(context);
  if (!socket) return exit_bad_config;
  auto reply = call(*socket, request);
  if (!reply) return fail(reply.error());
  if (reply->status >= 300) return print_problem(context, *reply);
  body = std::move(reply->body);
  return 0;
}

int talk(const CommandContext& context, const console::Request& request,
         const std::function<std::string(std::string_view)>& tell) {
  std::string body;
  if (const int status = read_reply(context, request, body); status != 0) return status;
  fmt::print("{}\n", context.json ? body : tell(body));
  return 0;
}

std::string absolute_path(const std::string& path) {
  return std::filesystem::absolute(path).lexically_normal().string();
}

bool take_secret(const std::string& file, std::string& secret, bool is_word) {
  if (file.empty()) return true;
  std::ifstream opened;
  if (file != "-") opened.open(file, std::ios::binary);
  std::istream& in = file == "-" ? std::cin : opened;
  if (!in) {
    fmt::print(stderr, "{} cannot be read\n", file);
    return false;
  }
  secret.assign(std::istreambuf_iterator<char>(in), {});
  while (is_word && !secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
  return true;
}

int export_to(const CommandContext& context, const console::Request& request, const std::string& file,
              const std::string& advice) {
  const auto socket = socket_of(context);
  if (!socket) return exit_bad_config;
  const bool to_screen = file == "-";
  const std::string unfinished = file + ".unfinished";
  std::ofstream out;
  if (!to_screen) out.open(unfinished, std::ios::binary | std::ios::trunc);
  std::ostream& sink = to_screen ? std::cout : out;
  if (!sink)
    return fail(
        {Fault::Kind::storage, fmt::format("cannot write {}", unfinished), "choose a folder that you may write to"});
  const auto reply = call(*socket, request, [&](std::string_view piece) {
    sink.write(piece.data(), static_cast<std::streamsize>(piece.size()));
    return static_cast<bool>(sink);
  });
  sink.flush();
  std::error_code error;
  if (!reply || reply->status >= 300 || !sink) {
    if (!to_screen) std::filesystem::remove(unfinished, error);
    if (!reply) return fail(reply.error());
    if (reply->status >= 300) return print_problem(context, *reply);
    return fail({Fault::Kind::storage, fmt::format("cannot write {}: is the disk full?", file), ""});
  }
  if (to_screen) return 0;
  std::filesystem::rename(unfinished, file, error);
  if (error) return fail({Fault::Kind::storage, fmt::format("cannot write {}: {}", file, error.message()), ""});
  std::string as_json;
  json_text::append_string(as_json, file);
  fmt::print("{}\n",
             context.json ? fmt::format("{{\"file\":{}}}", as_json) : fmt::format("written to {}; {}", file, advice));
  return 0;
}

namespace {

/// The key itself, or the first line of the file that holds it.
std::string key_text(const std::string& given) {
  std::ifstream file(given);
  std::string line;
  if (!std::filesystem::is_regular_file(given) || !std::getline(file, line)) return given;
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
  return line;
}

/// As a JSON string: what stands in a file is not this program's.
std::string quoted(const std::string& text) {
  std::string out;
  json_text::append_string(out, text);
  return out;
}

}  // namespace

int verify_log(const std::string& file, const std::optional<std::string>& previous,
               const std::optional<std::string>& key, bool json) {
  const auto verified = verify_export(file, previous, key ? std::optional(key_text(*key)) : std::nullopt);
  if (!verified) {
    if (json) fmt::print("{{\"verified\":false,\"problem\":{}}}\n", quoted(verified.error().what));
    return fail(verified.error());
  }
  if (json) {
    fmt::print(
        "{{\"verified\":true,\"first\":{},\"last\":{},\"size\":{},\"origin\":{},\"public_key\":{},\"extends_previous\":"
        "{}}}"
        "\n",
        verified->first, verified->last, verified->size, quoted(verified->origin), quoted(verified->public_key),
        verified->extends_previous);
    return 0;
  }
  fmt::print("{}: verified. Entries {} to {} are as they were written, out of {} that the signed checkpoint covers.\n",
             file, verified->first, verified->last, verified->size);
  if (verified->extends_previous)
    fmt::print("It extends {}: nothing of the earlier export was changed or removed.\n", *previous);
  fmt::print("Signed with {}\n", verified->public_key);
  if (!key)
    fmt::print("Compare this key with the one your school keeps: only then does the signature prove who signed.\n");
  return 0;
}

}  // namespace schoolgate

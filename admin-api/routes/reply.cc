#include "admin-api/routes/reply.h"

namespace schoolgate::routes {

http::Response json_reply(const Json& json, int status) {
  http::Response response;
  response.status = status;
  // Text from lists and logs may not be UTF-8: replace, never throw.
  response.body = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  return response;
}

// RFC 4648 section 4
std::string base64(std::span<const std::uint8_t> octets) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t n = 0; n < octets.size(); n += 3) {
    const auto octet = [&](std::size_t at) { return at < octets.size() ? std::uint32_t{octets[at]} : 0U; };
    const std::uint32_t bits = octet(n) << 16U | octet(n + 1) << 8U | octet(n + 2);
    text += alphabet[bits >> 18U & 63U];
    text += alphabet[bits >> 12U & 63U];
    text += n + 1 < octets.size() ? alphabet[bits >> 6U & 63U] : '=';
    text += n + 2 < octets.size() ? alphabet[bits & 63U] : '=';
  }
  return text;
}

Json checkpoint_json(const Checkpoint& checkpoint) {
  return {{"origin", checkpoint.origin},
          {"size", checkpoint.size},
          {"root", base64(checkpoint.root)},
          {"note", checkpoint.note}};
}

Json receipt_json(const Receipt& receipt) {
  return {{"serial", receipt.serial}, {"id", receipt.id}, {"checkpoint", checkpoint_json(receipt.checkpoint)}};
}

std::expected<Receipt, http::Problem> commit(Context& context, const Call& call, std::string why, Change change) {
  auto receipt = context.changes.commit(Proposal{call.actor, std::move(why), std::move(change)});
  if (!receipt) return std::unexpected(http::from_fault(receipt.error()));
  return std::move(*receipt);
}

Answer committed(Context& context, const Call& call, std::string why, Change change, int status) {
  const auto receipt = commit(context, call, std::move(why), std::move(change));
  if (!receipt) return std::unexpected(receipt.error());
  return json_reply(receipt_json(*receipt), status);
}

}  // namespace schoolgate::routes

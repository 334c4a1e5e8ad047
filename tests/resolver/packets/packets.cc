#include "tests/resolver/packets/packets.h"

#include <algorithm>
#include <memory>
#include <stdexcept>

#include <ldns/ldns.h>

namespace schoolgate::test {

namespace {

template <class T, void (*release)(T*)>
struct Release {
  void operator()(T* what) const { release(what); }
};
using Packet = std::unique_ptr<ldns_pkt, Release<ldns_pkt, ldns_pkt_free>>;

void put16(Octets& into, unsigned value) {
  into.push_back(static_cast<std::uint8_t>(value >> 8U));
  into.push_back(static_cast<std::uint8_t>(value));
}

std::string text_of(char* owned) {
  std::string text = owned != nullptr ? owned : "";
  ::free(owned);
  return text;
}

// "www.example.\t300\tIN\tA\t192.0.2.1\n" -> "www.example. 300 A 192.0.2.1"
std::string tidy(std::string text) {
  std::ranges::replace(text, '\t', ' ');
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  const auto at = text.find(" IN ");
  return at == text.npos ? text : text.replace(at, 4, " ");
}

std::vector<std::string> texts(const ldns_rr_list* list) {
  std::vector<std::string> all;
  for (std::size_t i = 0; list != nullptr && i < ldns_rr_list_rr_count(list); ++i)
    all.push_back(tidy(text_of(ldns_rr2str(ldns_rr_list_rr(list, i)))));
  return all;
}

void push(ldns_pkt* packet, ldns_pkt_section section, const std::vector<std::string>& records) {
  for (const std::string& record : records) {
    ldns_rr* rr = nullptr;
    if (ldns_rr_new_frm_str(&rr, record.c_str(), 0, nullptr, nullptr) != LDNS_STATUS_OK)
      throw std::runtime_error("not a record: " + record);
    ldns_pkt_push_rr(packet, section, rr);
  }
}

std::string rcode_text(int rcode) {
  if (rcode == 16) return "BADVERS";
  const ldns_lookup_table* row = ldns_lookup_by_id(ldns_rcodes, rcode);
  return row != nullptr ? row->name : std::to_string(rcode);
}

void read_options(const ldns_pkt* packet, Decoded& into) {
  const ldns_rdf* data = ldns_pkt_edns_data(packet);
  if (data == nullptr) return;
  const std::uint8_t* at = ldns_rdf_data(data);
  const std::uint8_t* end = at + ldns_rdf_size(data);
  while (end - at >= 4) {
    const int code = (at[0] << 8) | at[1];
    const int size = (at[2] << 8) | at[3];
    at += 4;
    if (code == 15 && size >= 2) {
      into.ede = (at[0] << 8) | at[1];
      into.ede_text.assign(reinterpret_cast<const char*>(at) + 2, reinterpret_cast<const char*>(at) + size);
    }
    at += size;
  }
}

}  // namespace

Octets query(const Ask& ask) {
  Octets out;
  put16(out, ask.id);
  put16(out, (ask.recursion_desired ? 0x0100U : 0) | (ask.authentic_data ? 0x0020U : 0) |
                 (ask.checking_disabled ? 0x0010U : 0));
  for (const unsigned count : {1U, 0U, 0U, ask.edns ? 1U : 0U}) put16(out, count);
  for (std::size_t at = 0; at < ask.name.size() && ask.name != ".";) {
    const std::size_t dot = std::min(ask.name.find('.', at), ask.name.size());
    out.push_back(static_cast<std::uint8_t>(dot - at));
    out.insert(out.end(), ask.name.begin() + static_cast<std::ptrdiff_t>(at),
               ask.name.begin() + static_cast<std::ptrdiff_t>(dot));
    at = dot + 1;
  }
  out.push_back(0);
  const ldns_rr_type type = ldns_get_rr_type_by_name(ask.type.c_str());
  if (type == 0 && ask.type != "TYPE0") throw std::runtime_error("not a type: " + ask.type);
  put16(out, type);
  put16(out, ldns_get_rr_class_by_name(ask.klass.c_str()));
  if (!ask.edns) return out;
  out.push_back(0);
  put16(out, 41);
  put16(out, ask.udp_size);
  put16(out, ask.edns_version);
  put16(out, ask.dnssec_ok ? 0x8000U : 0);
  put16(out, 0);
  return out;
}

Octets upstream_reply(const Says& says) {
  const Packet packet(ldns_pkt_query_new(ldns_dname_new_frm_str(says.name.c_str()),
                                         ldns_get_rr_type_by_name(says.type.c_str()), LDNS_RR_CLASS_IN,
                                         LDNS_QR | LDNS_RD | LDNS_RA));
  const ldns_lookup_table* rcode = ldns_lookup_by_name(ldns_rcodes, says.rcode.c_str());
  if (!packet || rcode == nullptr) throw std::runtime_error("not a reply: " + says.name + " " + says.rcode);
  ldns_pkt_set_rcode(packet.get(), static_cast<std::uint8_t>(rcode->id));
  push(packet.get(), LDNS_SECTION_ANSWER, says.answer);
  push(packet.get(), LDNS_SECTION_AUTHORITY, says.authority);
  push(packet.get(), LDNS_SECTION_ADDITIONAL, says.additional);
  std::uint8_t* wire = nullptr;
  std::size_t size = 0;
  if (ldns_pkt2wire(&wire, packet.get(), &size) != LDNS_STATUS_OK)
    throw std::runtime_error("cannot be written: " + says.name);
  Octets out(wire, wire + size);
  ::free(wire);
  return out;
}

Decoded decode(std::span<const std::uint8_t> message) {
  Decoded out;
  out.size = message.size();
  ldns_pkt* raw = nullptr;
  if (ldns_wire2pkt(&raw, message.data(), message.size()) != LDNS_STATUS_OK) return out;
  const Packet packet(raw);
  out.well_formed = true;
  out.id = ldns_pkt_id(raw);
  out.qr = ldns_pkt_qr(raw);
  out.aa = ldns_pkt_aa(raw);
  out.tc = ldns_pkt_tc(raw);
  out.rd = ldns_pkt_rd(raw);
  out.ra = ldns_pkt_ra(raw);
  out.ad = ldns_pkt_ad(raw);
  out.cd = ldns_pkt_cd(raw);
  out.edns = ldns_pkt_edns(raw);
  out.rcode = rcode_text((ldns_pkt_edns_extended_rcode(raw) << 4) | ldns_pkt_get_rcode(raw));
  out.dnssec_ok = ldns_pkt_edns_do(raw);
  out.udp_size = ldns_pkt_edns_udp_size(raw);
  if (ldns_rr_list_rr_count(ldns_pkt_question(raw)) > 0) {
    const ldns_rr* question = ldns_rr_list_rr(ldns_pkt_question(raw), 0);
    out.question =
        text_of(ldns_rdf2str(ldns_rr_owner(question))) + " " + text_of(ldns_rr_type2str(ldns_rr_get_type(question)));
  }
  out.answer = texts(ldns_pkt_answer(raw));
  out.authority = texts(ldns_pkt_authority(raw));
  out.additional = texts(ldns_pkt_additional(raw));
  read_options(raw, out);
  return out;
}

Octets from_hex(std::string_view text) {
  Octets out;
  std::string digits;
  for (const char c : text)
    if (std::isxdigit(static_cast<unsigned char>(c)) != 0) digits.push_back(c);
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    out.push_back(static_cast<std::uint8_t>(std::stoul(digits.substr(i, 2), nullptr, 16)));
  return out;
}

}  // namespace schoolgate::test

// What is written in a certificate, by OpenSSL.
#include <algorithm>
#include <array>
#include <ctime>
#include <memory>

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "admin-api/http/tls.h"
#include "blocklists/prefix.h"
#include "blocklists/printable.h"

namespace schoolgate::http {
namespace {

constexpr std::size_t max_name_octets = 256;  // what a page shows; longer ones are nobody's

struct FreeNames {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};
struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};

std::string text_of(const ASN1_STRING* text) {
  if (text == nullptr) return {};
  return printable(
      {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)), static_cast<std::size_t>(ASN1_STRING_length(text))},
      max_name_octets);
}

/// Its common name, as people call it; the whole name where there is none.
std::string name_of(const X509_NAME* name) {
  const int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
  if (at >= 0) return text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
  const std::unique_ptr<BIO, FreeBio> out(BIO_new(BIO_s_mem()));
  if (!out || X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253) < 0) return {};
  char* text = nullptr;
  const auto size = BIO_get_mem_data(out.get(), &text);
  return printable({text, static_cast<std::size_t>(size)}, max_name_octets);
}

/// RFC 5280 section 4.2.1.6: 4 or 16 octets.
std::string address_in(const ASN1_OCTET_STRING* octets) {
  const unsigned char* data = ASN1_STRING_get0_data(octets);
  if (ASN1_STRING_length(octets) == 4) return fmt::format("{}.{}.{}.{}", data[0], data[1], data[2], data[3]);
  Address address;
  if (ASN1_STRING_length(octets) != static_cast<int>(address.octets.size())) return {};
  std::copy_n(data, address.octets.size(), address.octets.begin());
  return address.to_text();
}

std::vector<std::string> names_in(const X509* certificate) {
  std::vector<std::string> texts;
  const std::unique_ptr<GENERAL_NAMES, FreeNames> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int n = 0; names && n < sk_GENERAL_NAME_num(names.get()); ++n) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), n);
    if (name->type == GEN_DNS) texts.push_back(text_of(name->d.dNSName));
    if (name->type != GEN_IPADD) continue;
    if (const auto text = address_in(name->d.iPAddress); !text.empty()) texts.push_back(text);
  }
  return texts;
}

UtcSeconds moment_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return UtcSeconds(std::chrono::seconds(::timegm(&parts)));
}

std::string fingerprint_of(const X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
  unsigned size = 0;
  if (X509_digest(certificate, EVP_sha256(), hash.data(), &size) != 1) return {};
  std::string text;
  for (unsigned n = 0; n < size; ++n) text += fmt::format("{}{:02X}", n == 0 ? "" : ":", hash[n]);
  return text;
}

}  // namespace

Certificate TlsIdentity::certificate() const {
  const X509* found = SSL_CTX_get0_certificate(static_cast<SSL_CTX*>(context_));
  if (found == nullptr) return {};
  const X509_NAME* subject = X509_get_subject_name(found);
  const X509_NAME* issuer = X509_get_issuer_name(found);
  return {.names = names_in(found),
          .subject = name_of(subject),
          .issuer = name_of(issuer),
          .begins = moment_of(X509_get0_notBefore(found)),
          .ends = moment_of(X509_get0_notAfter(found)),
          .self_signed = X509_NAME_cmp(subject, issuer) == 0,
          .fingerprint = fingerprint_of(found)};
}

}  // namespace schoolgate::http

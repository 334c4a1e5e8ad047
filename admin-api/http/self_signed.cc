#include "admin-api/http/self_signed.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include "blocklists/name.h"
#include "blocklists/prefix.h"

namespace schoolgate::http {
namespace {

using std::chrono::days;
constexpr days valid_for{825};
constexpr days renew_before{30};
constexpr days valid_since{1};  // clients whose clock is behind

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* handle) const {
    Free(handle);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Memory = std::unique_ptr<BIO, Freed<BIO_free_all>>;

std::time_t seconds(UtcMillis when) {
  return static_cast<std::time_t>(std::chrono::floor<std::chrono::seconds>(when).time_since_epoch().count());
}

bool good_until(const std::string& file, UtcMillis when) {
  const Memory in(BIO_new_file(file.c_str(), "r"));
  if (!in) return false;
  const Certificate certificate(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
  if (!certificate) return false;
  std::time_t at = seconds(when);
  return X509_cmp_time(X509_get0_notAfter(certificate.get()), &at) > 0;
}

std::string alternative_names(const std::string& listen_address) {
  std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) == 0)
    if (const auto name = Name::from_text(host.data()); name && name->to_text() != "localhost")
      names += ",DNS:" + name->to_text();
  const auto address = Address::parse(listen_address);
  const bool wildcard = listen_address == "0.0.0.0" || listen_address == "::";
  if (address && !wildcard) names += ",IP:" + address->to_text();
  return names;
}

bool add_extension(X509* certificate, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  if (extension == nullptr) return false;
  const bool added = X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return added;
}

bool set_random_serial(X509* certificate) {
  std::array<unsigned char, 16> octets{};  // RFC 5280 section 4.1.2.2: at most 20, positive
  if (RAND_bytes(octets.data(), static_cast<int>(octets.size())) != 1) return false;
  octets[0] &= 0x7f;
  BIGNUM* number = BN_bin2bn(octets.data(), static_cast<int>(octets.size()), nullptr);
  const bool set = number != nullptr && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nullptr;
  BN_free(number);
  return set;
}

Certificate make_certificate(EVP_PKEY* key, const std::string& names, UtcMillis now) {
  Certificate certificate(X509_new());
  X509* raw = certificate.get();
  if (raw == nullptr) return {};
  const auto* common_name = reinterpret_cast<const unsigned char*>("Schoolgate");
  X509_NAME* subject = X509_get_subject_name(raw);
  const bool made =
      X509_set_version(raw, 2) == 1 && set_random_serial(raw) &&
      ASN1_TIME_set(X509_getm_notBefore(raw), seconds(now - valid_since)) != nullptr &&
      ASN1_TIME_set(X509_getm_notAfter(raw), seconds(now + valid_for)) != nullptr && X509_set_pubkey(raw, key) == 1 &&
      X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, common_name, -1, -1, 0) == 1 &&
      X509_set_issuer_name(raw, subject) == 1 && add_extension(raw, NID_basic_constraints, "critical,CA:FALSE") &&
      add_extension(raw, NID_key_usage, "critical,digitalSignature") &&
      add_extension(raw, NID_ext_key_usage, "serverAuth") && add_extension(raw, NID_subject_alt_name, names) &&
      X509_sign(raw, key, EVP_sha256()) > 0;
  return made ? std::move(certificate) : Certificate{};
}

std::string text_of(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(size)};
}

/// Written beside and renamed, so that a crash leaves the old file or the new one.
std::expected<void, Fault> write_file(const std::string& path, const std::string& text, mode_t mode) {
  const std::string unfinished = path + ".new";
  const auto failed = [&] {
    return fault(Fault::Kind::storage, fmt::format("{}: cannot write: {}", path, std::strerror(errno)),
                 "Check that the folder exists, belongs to the service's user and has room.");
  };
  ::unlink(unfinished.c_str());
  const int fd = ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
  if (fd < 0) return failed();
  const bool written = ::fchmod(fd, mode) == 0 &&
                       ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
  ::close(fd);
  if (!written || ::rename(unfinished.c_str(), path.c_str()) != 0) return failed();
  return {};
}

}  // namespace

std::expected<CertificateFiles, Fault> self_signed(const std::string& directory, const std::string& listen_address,
                                                   UtcMillis now) {
  CertificateFiles files{directory + "/admin-cert.pem", directory + "/admin-key.pem"};
  if (::access(files.key.c_str(), R_OK) == 0 && good_until(files.certificate, now + renew_before)) return files;

  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate =
      key ? make_certificate(key.get(), alternative_names(listen_address), now) : Certificate{};
  const Memory key_text(BIO_new(BIO_s_mem()));
  const Memory certificate_text(BIO_new(BIO_s_mem()));
  if (!certificate || PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1 ||
      PEM_write_bio_X509(certificate_text.get(), certificate.get()) != 1)
    return fault(Fault::Kind::unavailable, "a self-signed certificate cannot be made", "Check the system's OpenSSL.");
  if (auto written = write_file(files.key, text_of(key_text.get()), 0600); !written)
    return std::unexpected(written.error());
  if (auto written = write_file(files.certificate, text_of(certificate_text.get()), 0644); !written)
    return std::unexpected(written.error());
  spdlog::info("admin: made a self-signed certificate, {}", files.certificate);
  return files;
}

}  // namespace schoolgate::http

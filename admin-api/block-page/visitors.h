// Answers whoever was sent to the block page: any method, any path, any host. Nobody signs in, no cookie is set,
// nothing is kept of a visit but a report that somebody sends. A report needs the token of a page that was shown to the
// same address for the same site within the last hour, so no other site can make browsers send any. Thread rules: any
// thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "admin-api/block-page/block_page.h"
#include "admin-api/block-page/rate.h"
#include "admin-api/block-page/visit.h"
#include "admin-api/http/manners.h"
#include "admin-api/http/message.h"
#include "blocklists/change-control/change_control.h"
#include "blocklists/change-control/keyed-hash/keyed_hash.h"
#include "blocklists/policy/hub.h"

namespace schoolgate::block_page {

class Visitors {
 public:
  using Devices = std::function<std::shared_ptr<const DeviceDirectory>()>;
  Visitors(Clock clock, ChangeControl& changes, PolicyHub& policy, Devices devices, WebAdmin admin = {})
      : clock_(std::move(clock)),
        changes_(changes),
        policy_(policy),
        devices_(std::move(devices)),
        admin_(std::move(admin)),
        key_(make_hash_key()) {}

  http::Response answer(const http::Request& request);
  /// For what the gate turned away: the neutral page, with no word of the request in it.
  http::Response turned_away(const http::Problem& problem) const;
  /// What the fence lets through to it.
  http::Manners manners() const;

 private:
  std::string admin_for(const http::Request& request, const PolicyState& state) const;
  http::Response take_report(const http::Request& request, Visit visit, const Address& client);
  std::string token(const Address& client, const Name& site, std::int64_t hour) const;
  bool is_token(std::string_view given, const Address& client, const Name& site) const;
  std::int64_t hour() const;

  const Clock clock_;
  ChangeControl& changes_;
  PolicyHub& policy_;
  const Devices devices_;
  const WebAdmin admin_;
  const HashKey key_;  // made at each start
  ReportRate rate_;
};

}  // namespace schoolgate::block_page

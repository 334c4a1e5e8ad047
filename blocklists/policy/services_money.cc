#include "blocklists/policy/services_data.h"

namespace schoolgate {
namespace {

// Gambling and cryptocurrencies.
constexpr ServiceRow money[] = {
    {"bet365", "bet365", "gambling", {{"bet365.com"}}},
    {"betfair", "Betfair", "gambling", {{"betfair.com"}}},
    {"betfred", "Betfred", "gambling", {{"betfred.com"}}},
    {"binance", "Binance", "cryptocurrency", {{"binance.com"}}},
    {"coinbase", "Coinbase", "cryptocurrency", {{"coinbase.com"}}},
    {"coral", "Coral", "gambling", {{"coral.co.uk"}}},
    {"888", "888", "gambling", {{"888.com", "888casino.com", "888poker.com"}}},
    {"ladbrokes", "Ladbrokes", "gambling", {{"ladbrokes.com"}}},
    {"national-lottery", "The National Lottery", "gambling", {{"national-lottery.co.uk"}}},
    {"paddy-power", "Paddy Power", "gambling", {{"paddypower.com"}}},
    {"pokerstars", "PokerStars", "gambling", {{"pokerstars.com", "pokerstars.uk"}}},
    {"sky-bet", "Sky Bet", "gambling", {{"skybet.com", "skypoker.com", "skyvegas.com"}}},
    {"stake", "Stake", "gambling", {{"stake.com"}}},
    {"william-hill", "William Hill", "gambling", {{"williamhill.com"}}},
};

}  // namespace

const std::span<const ServiceRow> money_services = money;

}  // namespace schoolgate

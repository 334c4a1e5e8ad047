// Every word of the block page, in one place, so that another language is another file. {} stands for what is put in.
// Plain English for a child of eleven; no blame.
// Thread rules: constants.
#pragma once

#include <string_view>

namespace schoolgate::block_page::words {

inline constexpr std::string_view language = "en-GB";

inline constexpr std::string_view blocked_title = "This site is blocked";
inline constexpr std::string_view blocked_site = "{} is blocked at {}.";  // site, school
inline constexpr std::string_view by_category = "It is in the category “{}”, which is not open to your group just now.";
inline constexpr std::string_view by_service = "It belongs to {}, which is not open to your group just now.";
inline constexpr std::string_view by_rule = "The school has decided to block it.";
inline constexpr std::string_view by_garden =
    "Your group can use sites that the staff have checked. This one is not among them yet.";
inline constexpr std::string_view by_emergency = "It is blocked for everybody while the school looks into something.";
inline constexpr std::string_view by_quarantine =
    "This device has no internet access just now. Please ask a member of staff.";
inline constexpr std::string_view by_suspension =
    "Internet access is suspended on this device. Please ask a member of staff.";

inline constexpr std::string_view sealed_title = "This page may not be shown";
inline constexpr std::string_view sealed_text = "Nobody at {} can open it.";  // school

inline constexpr std::string_view open_title = "This site is not blocked by its name";
inline constexpr std::string_view open_text =
    "If {} was opened a moment ago, wait a minute and load the page again. If it still does not open, it needs another "
    "site that is blocked.";

inline constexpr std::string_view neutral_title = "There is nothing here";
inline constexpr std::string_view neutral_text = "This address belongs to the filter of {}. Blocked sites lead here.";

inline constexpr std::string_view monitored_title = "Use of the internet is monitored";
inline constexpr std::string_view monitored_text =
    "The school filters and monitors the internet on its network to keep people safe. Blocked sites may be looked at "
    "by "
    "staff.";

inline constexpr std::string_view lesson_title = "I need this for a lesson";
inline constexpr std::string_view lesson_hint = "Which lesson, and what for? You can leave this empty.";
inline constexpr std::string_view lesson_button = "Ask for it to be opened";

inline constexpr std::string_view wrong_title = "This is unsuitable or wrong";
inline constexpr std::string_view wrong_legend = "What do you want to tell us?";
inline constexpr std::string_view wrong_choice = "It should not be blocked";
inline constexpr std::string_view unsuitable_choice = "I have seen something unsuitable";
inline constexpr std::string_view wrong_hint = "Say what it is about, and which site if it is another one.";
inline constexpr std::string_view wrong_button = "Tell the school";

inline constexpr std::string_view no_name_note = "You need not sign in. The staff see which device it came from.";

inline constexpr std::string_view thanks_title = "Thank you";
inline constexpr std::string_view thanks_text =
    "The staff have been told. The site stays blocked until they have looked at it.";
inline constexpr std::string_view again_text = "The staff know of this from this device already.";

inline constexpr std::string_view failed_title = "This was not sent";
inline constexpr std::string_view too_many_text =
    "Too many reports came in a short time. Please tell a member of staff.";
inline constexpr std::string_view too_long_text = "That was too long. Please use {} letters at most.";
inline constexpr std::string_view outdated_text =
    "The page was open for too long, or came from elsewhere. Please go back, load it again, and send it once more.";
inline constexpr std::string_view not_taken_text = "It could not be written down. Please tell a member of staff.";

}  // namespace schoolgate::block_page::words

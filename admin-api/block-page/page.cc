#include "admin-api/block-page/page.h"

#include <fmt/format.h>

#include "admin-api/block-page/words.h"
#include "blocklists/change-control/merkle.h"
#include "blocklists/change-control/text.h"
#include "blocklists/html_text.h"

namespace schoolgate::block_page {
namespace {

// Contrast of every pair at least 7:1 (WCAG 2.2, 1.4.6); nothing has a fixed width, so that it reflows at 320 px.
constexpr std::string_view style =
    "*{box-sizing:border-box}"
    "body{margin:0;background:#fff;color:#111;font:1.125rem/1.5 system-ui,sans-serif}"
    "main{max-width:42rem;margin:0 auto;padding:1rem;overflow-wrap:anywhere}"
    "h1{font-size:1.75rem;line-height:1.2}h2{font-size:1.25rem;margin-top:2rem}"
    "fieldset{border:0;margin:0;padding:0}legend,label{display:block;margin:.75rem 0 .25rem}"
    ".choice{display:flex;gap:.5rem;align-items:center;min-height:2.75rem;margin:0}"
    "input[type=radio]{width:1.5rem;height:1.5rem;flex:none}"
    "textarea{width:100%;font:inherit;padding:.5rem;border:2px solid #111}"
    "button{font:inherit;min-height:2.75rem;margin-top:.75rem;padding:.5rem 1rem;border:2px solid "
    "#1d3557;background:#1d3557;"
    "color:#fff}"
    ":focus-visible{outline:3px solid #b35900;outline-offset:2px}"
    ".notice{border-left:.5rem solid #1d3557;padding-left:1rem;margin-top:2rem}"
    "@media print{form{display:none}}";

std::string text_field(std::string_view id, std::string_view label) {
  return fmt::format(
      "<label for=\"{0}\">{1}</label><textarea id=\"{0}\" name=\"text\" rows=\"3\" maxlength=\"{2}\"></textarea>", id,
      html_text(label), max_text_letters);
}

std::string choice(std::string_view id, std::string_view kind, std::string_view label) {
  return fmt::format(
      "<label class=\"choice\" for=\"{0}\"><input type=\"radio\" id=\"{0}\" name=\"kind\" value=\"{1}\" required> "
      "{2}</label>",
      id, kind, html_text(label));
}

std::string form(std::string_view id, std::string_view title, std::string_view token, std::string_view fields,
                 std::string_view button) {
  return fmt::format(
      "<section aria-labelledby=\"{0}\"><h2 id=\"{0}\">{1}</h2><form method=\"post\" action=\"{2}\">"
      "<input type=\"hidden\" name=\"token\" value=\"{3}\">{4}<button type=\"submit\">{5}</button></form></section>",
      id, html_text(title), report_path, html_text(token), fields, html_text(button));
}

std::string forms(const std::string& token) {
  namespace w = words;
  const std::string lesson =
      "<input type=\"hidden\" name=\"kind\" value=\"needed\">" + text_field("for-what", w::lesson_hint);
  const std::string wrong =
      fmt::format("<fieldset><legend>{}</legend>{}{}</fieldset>{}", html_text(w::wrong_legend),
                  choice("wrong", "wrong", w::wrong_choice), choice("unsuitable", "unsuitable", w::unsuitable_choice),
                  text_field("about-what", w::wrong_hint));
  return form("lesson", w::lesson_title, token, lesson, w::lesson_button) +
         form("report", w::wrong_title, token, wrong, w::wrong_button) +
         fmt::format("<p>{}</p>", html_text(w::no_name_note));
}

std::string paragraph(const std::string& text) {
  return text.empty() ? std::string() : fmt::format("<p>{}</p>", html_text(text));
}

}  // namespace

std::string render(const View& view) {
  const std::string notice = view.notice.empty() ? std::string(words::monitored_text) : view.notice;
  return fmt::format(
      "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"robots\" "
      "content=\"noindex\">"
      "<title>{}</title><style>{}</style></head><body><main><h1>{}</h1>{}{}{}"
      "<section class=\"notice\" aria-labelledby=\"monitored\"><h2 id=\"monitored\">{}</h2><p>{}</p></section>"
      "</main></body></html>\n",
      words::language, html_text(view.title), style, html_text(view.title), paragraph(view.text),
      paragraph(view.reason), view.token.empty() ? std::string() : forms(view.token), html_text(words::monitored_title),
      html_text(notice));
}

std::string_view content_security_policy() {
  static const std::string policy = fmt::format(
      "default-src 'none'; style-src 'sha256-{}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      to_base64(merkle::sha256(style)));
  return policy;
}

}  // namespace schoolgate::block_page

#include "blocklists/policy/services_data.h"

namespace schoolgate {
namespace {

// Talking with others by text, voice or video. What lessons are held with (Teams, Meet, Zoom) is not here.
constexpr ServiceRow chat[] = {
    {"discord",
     "Discord",
     "chat",
     {{"discord.com", "discord.gg", "discord.co", "discord.dev", "discord.gift", "discord.gifts", "discord.media",
       "discord.new", "discordapp.com", "discordapp.net", "discordactivities.com", "discordcdn.com",
       "discordstatus.com", "dis.gd"}}},
    {"element", "Element (Matrix)", "chat", {{"element.io", "matrix.org", "vector.im", "riot.im"}}},
    {"groupme", "GroupMe", "chat", {{"groupme.com"}}},
    {"guilded", "Guilded", "chat", {{"guilded.gg"}}},
    {"imo", "imo", "chat", {{"imo.im"}}},
    {"jitsi", "Jitsi Meet", "chat", {{"jit.si"}}},
    {"kakaotalk", "KakaoTalk", "chat", {{"kakao.com", "kakaocdn.net"}}},
    {"kik", "Kik", "chat", {{"kik.com"}}},
    {"line", "LINE", "chat", {{"line.me", "line-apps.com", "line-scdn.net", "lin.ee"}}},
    {"messenger", "Messenger", "chat", {{"messenger.com", "m.me"}}},
    {"random-chat",
     "Random video chat",
     "chat",
     {{"omegle.com", "azarlive.com", "camsurf.com", "chathub.cam", "chatrandom.com", "chatroulette.com",
       "emeraldchat.com", "monkey.app", "ome.tv", "shagle.com", "tinychat.com"}}},
    {"session", "Session", "chat", {{"getsession.org"}}},
    {"signal",
     "Signal",
     "chat",
     {{"signal.org", "signal.art", "signal.group", "signal.link", "signal.me", "whispersystems.org"}}},
    {"slack",
     "Slack",
     "chat",
     {{"slack.com", "slack-core.com", "slack-edge.com", "slack-files.com", "slack-imgs.com", "slack-redir.net",
       "slackb.com"}}},
    {"telegram",
     "Telegram",
     "chat",
     {{"telegram.org", "telegram.me", "telegram.dog", "t.me", "tg.dev", "cdn-telegram.org", "tdesktop.com",
       "telegra.ph", "telesco.pe"}}},
    {"textnow", "TextNow", "chat", {{"textnow.com"}}},
    {"threema", "Threema", "chat", {{"threema.ch"}}},
    {"viber", "Viber", "chat", {{"viber.com"}}},
    {"wechat", "WeChat", "chat", {{"wechat.com", "weixin.qq.com", "weixinbridge.com", "wx.qq.com"}}},
    {"whatsapp", "WhatsApp", "chat", {{"whatsapp.com", "whatsapp.net", "wa.me"}}},
    {"wire", "Wire", "chat", {{"wire.com"}}},
    {"zalo", "Zalo", "chat", {{"zalo.me", "zaloapp.com"}}},
};

}  // namespace

const std::span<const ServiceRow> chat_services = chat;

}  // namespace schoolgate

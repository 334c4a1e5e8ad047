#include "blocklists/policy/services_data.h"

namespace schoolgate {
namespace {

// Games to install, their shops and their online worlds.
constexpr ServiceRow publishers[] = {
    {"activision", "Activision and Call of Duty", "games", {{"activision.com", "callofduty.com", "demonware.net"}}},
    {"among-us", "Among Us", "games", {{"innersloth.com"}}},
    {"animal-jam", "Animal Jam", "games", {{"animaljam.com"}}},
    {"battle-net", "Battle.net (Blizzard)", "games", {{"battle.net", "blizzard.com"}}},
    {"ea", "EA", "games", {{"ea.com", "origin.com", "tnt-ea.com"}}},
    {"epic-games", "Epic Games and Fortnite", "games", {{"epicgames.com", "epicgames.dev", "fortnite.com"}}},
    {"geforce-now", "GeForce NOW", "games", {{"geforcenow.com", "nvidiagrid.net"}}},
    {"gog", "GOG", "games", {{"gog.com", "gog-statics.com"}}},
    {"habbo", "Habbo", "games", {{"habbo.com"}}},
    {"hoyoverse",
     "HoYoverse and Genshin Impact",
     "games",
     {{"hoyoverse.com", "hoyolab.com", "hoyo.link", "mihoyo.com", "yuanshen.com"}}},
    {"imvu", "IMVU", "games", {{"imvu.com"}}},
    // Below minecraft.net lives Minecraft Education too, so only the hosts of the game itself.
    {"minecraft",
     "Minecraft",
     "games",
     {{"www.minecraft.net", "libraries.minecraft.net", "realms.minecraft.net", "resources.download.minecraft.net",
       "textures.minecraft.net", "minecraftservices.com", "mojang.com"}}},
    {"moviestarplanet", "MovieStarPlanet", "games", {{"moviestarplanet.com", "moviestarplanet.co.uk"}}},
    {"nintendo",
     "Nintendo",
     "games",
     {{"nintendo.com", "nintendo.co.jp", "nintendo.co.uk", "nintendo.net", "nintendo-europe.com", "nintendowifi.net"}}},
    {"osu", "osu!", "games", {{"ppy.sh"}}},
    {"playstation", "PlayStation", "games", {{"playstation.com", "playstation.net", "sonyentertainmentnetwork.com"}}},
    {"pokemon-go", "Pokémon GO", "games", {{"pokemongolive.com", "nianticlabs.com"}}},
    {"rec-room", "Rec Room", "games", {{"rec.net", "recroom.com"}}},
    {"riot-games",
     "Riot Games (League of Legends, Valorant)",
     "games",
     {{"riotgames.com", "leagueoflegends.com", "playvalorant.com", "pvp.net", "riotcdn.net"}}},
    {"roblox", "Roblox", "games", {{"roblox.com", "rbx.com", "rbxcdn.com"}}},
    {"rockstar", "Rockstar Games", "games", {{"rockstargames.com", "rsg.sc"}}},
    {"steam",
     "Steam",
     "games",
     {{"steampowered.com", "steam-chat.com", "steamcommunity.com", "steamcontent.com", "steamgames.com",
       "steamserver.net", "steamstatic.com", "steamusercontent.com", "s.team", "valvesoftware.com"}}},
    {"supercell",
     "Supercell (Clash of Clans, Brawl Stars)",
     "games",
     {{"supercell.com", "boombeachgame.com", "brawlstarsgame.com", "clashofclans.com", "clashroyaleapp.com",
       "haydaygame.com"}}},
    {"ubisoft", "Ubisoft", "games", {{"ubisoft.com", "ubi.com", "uplay.com"}}},
    {"vrchat", "VRChat", "games", {{"vrchat.com", "vrchat.cloud"}}},
    {"wargaming",
     "Wargaming (World of Tanks)",
     "games",
     {{"wargaming.net", "wgcdn.co", "worldoftanks.com", "worldoftanks.eu", "worldofwarships.com",
       "worldofwarships.eu"}}},
    {"xbox", "Xbox", "games", {{"xbox.com", "xboxlive.com", "xboxservices.com", "gamepass.com"}}},
};

// Games in the browser.
constexpr ServiceRow sites[] = {
    {"addicting-games", "Addicting Games", "games", {{"addictinggames.com"}}},
    {"armor-games", "Armor Games", "games", {{"armorgames.com"}}},
    {"chess-com", "Chess.com", "games", {{"chess.com", "chesscomfiles.com"}}},
    {"coolmath-games", "Coolmath Games", "games", {{"coolmathgames.com", "coolmath-games.com"}}},
    {"crazygames", "CrazyGames", "games", {{"crazygames.com", "crazygames.co.uk"}}},
    {"friv", "Friv", "games", {{"friv.com"}}},
    {"io-games",
     ".io games",
     "games",
     {{"agar.io", "diep.io", "ev.io", "krunker.io", "shellshock.io", "skribbl.io", "slither.io", "smashkarts.io",
       "surviv.io", "venge.io", "zombsroyale.io", "1v1.lol", "paper-io.com"}}},
    {"itch-io", "itch.io", "games", {{"itch.io", "itch.zone"}}},
    {"kongregate", "Kongregate", "games", {{"kongregate.com"}}},
    {"lichess", "Lichess", "games", {{"lichess.org", "lichess1.org"}}},
    {"miniclip", "Miniclip", "games", {{"miniclip.com", "miniclipcdn.com"}}},
    {"newgrounds", "Newgrounds", "games", {{"newgrounds.com", "ngfiles.com"}}},
    {"now-gg", "now.gg", "games", {{"now.gg"}}},
    {"poki", "Poki", "games", {{"poki.com", "poki-cdn.com", "poki-gdn.com"}}},
    {"y8", "Y8", "games", {{"y8.com"}}},
};

}  // namespace

const std::span<const ServiceRow> game_publishers = publishers;
const std::span<const ServiceRow> game_sites = sites;

}  // namespace schoolgate

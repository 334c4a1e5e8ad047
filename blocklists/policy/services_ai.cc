#include "blocklists/policy/services_data.h"

namespace schoolgate {
namespace {

// Chatbots and generators that write, draw or talk.
constexpr ServiceRow ai[] = {
    {"brainly", "Brainly", "cheating", {{"brainly.com"}}},
    {"character-ai", "Character.AI", "ai", {{"character.ai"}}},
    {"chatgpt",
     "ChatGPT (OpenAI)",
     "ai",
     {{"chatgpt.com", "openai.com", "oaistatic.com", "oaiusercontent.com", "sora.com"}}},
    {"chegg", "Chegg", "cheating", {{"chegg.com"}}},
    {"claude", "Claude (Anthropic)", "ai", {{"claude.ai", "claude.com", "anthropic.com", "claudeusercontent.com"}}},
    {"copilot", "Microsoft Copilot (personal)", "ai", {{"copilot.microsoft.com", "sydney.bing.com"}}},
    {"copy-ai", "Copy.ai", "ai", {{"copy.ai"}}},
    {"course-hero", "Course Hero", "cheating", {{"coursehero.com"}}},
    {"deepseek", "DeepSeek", "ai", {{"deepseek.com"}}},
    {"doubao", "Doubao", "ai", {{"doubao.com"}}},
    {"elevenlabs", "ElevenLabs", "ai", {{"elevenlabs.io"}}},
    {"gamma", "Gamma", "ai", {{"gamma.app"}}},
    {"gemini",
     "Google Gemini",
     "ai",
     {{"gemini.google.com", "aistudio.google.com", "bard.google.com", "generativelanguage.googleapis.com"}}},
    {"grammarly", "Grammarly", "ai", {{"grammarly.com", "grammarly.io"}}},
    {"grok", "Grok (xAI)", "ai", {{"grok.com", "x.ai"}}},
    {"hugging-face", "Hugging Face", "ai", {{"huggingface.co", "hf.co"}}},
    {"ideogram", "Ideogram", "ai", {{"ideogram.ai"}}},
    {"janitor-ai", "JanitorAI", "ai", {{"janitorai.com"}}},
    {"jasper", "Jasper", "ai", {{"jasper.ai"}}},
    {"kimi", "Kimi (Moonshot)", "ai", {{"kimi.com", "moonshot.ai", "moonshot.cn"}}},
    {"leonardo-ai", "Leonardo.Ai", "ai", {{"leonardo.ai"}}},
    {"meta-ai", "Meta AI", "ai", {{"meta.ai"}}},
    {"midjourney", "Midjourney", "ai", {{"midjourney.com"}}},
    {"mistral", "Mistral", "ai", {{"mistral.ai"}}},
    {"notebooklm", "NotebookLM", "ai", {{"notebooklm.google.com"}}},
    {"perplexity", "Perplexity", "ai", {{"perplexity.ai", "pplx.ai"}}},
    {"photomath", "Photomath", "cheating", {{"photomath.com"}}},
    {"pi", "Pi (Inflection)", "ai", {{"pi.ai", "inflection.ai"}}},
    {"poe", "Poe", "ai", {{"poe.com", "poecdn.net"}}},
    {"polybuzz", "PolyBuzz", "ai", {{"polybuzz.ai"}}},
    {"quillbot", "QuillBot", "ai", {{"quillbot.com"}}},
    {"qwen", "Qwen", "ai", {{"qwen.ai"}}},
    {"replika", "Replika", "ai", {{"replika.com", "replika.ai"}}},
    {"runway", "Runway", "ai", {{"runwayml.com"}}},
    {"stability-ai", "Stability AI", "ai", {{"stability.ai", "dreamstudio.ai"}}},
    {"suno", "Suno", "ai", {{"suno.com", "suno.ai"}}},
    {"talkie", "Talkie", "ai", {{"talkie-ai.com"}}},
    {"udio", "Udio", "ai", {{"udio.com"}}},
    {"writesonic", "Writesonic", "ai", {{"writesonic.com"}}},
    {"you-com", "You.com", "ai", {{"you.com"}}},
};

}  // namespace

const std::span<const ServiceRow> ai_services = ai;

}  // namespace schoolgate

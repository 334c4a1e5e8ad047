// sealed: lists of illegal content, and the connectors that fetch them.
#include <tuple>

#include "deploy/cli/command_line.h"

namespace schoolgate {
namespace {

int set_sealed_source(CommandLine& line) {
  console::SealedSource& source = line.sealed;
  for (const auto& [file, field, is_word] :
       {std::tuple{&line.password_file, &source.password, true}, std::tuple{&line.token_file, &source.token, true},
        std::tuple{&line.certificate_file, &source.certificate, false}, std::tuple{&line.key_file, &source.key, false},
        std::tuple{&line.authority_file, &source.authority, false}}) {
    if (!take_secret(*file, *field, is_word)) return 2;
  }
  return talk(line.context, console::set_sealed_source(source), [](std::string_view json) {
    return console::tell_receipt(json, "the connector is set and fetches now");
  });
}

}  // namespace

void add_sealed(CommandLine& line) {
  CLI::App* sealed =
      line.app.add_subcommand("sealed", "Sealed lists: illegal content, told in numbers only")->require_subcommand(1);
  line.add_talking(*sealed, "status", "How many names, since when, and how the connectors fare",
                   [&line] { return talk(line.context, console::sealed_lists(), console::tell_sealed); });
  line.add_talking(*sealed, "refresh", "Fetch the sealed lists now",
                   [&line] { return talk(line.context, console::refresh_sealed(), console::tell_sealed); });
  CLI::App* import =
      line.add_talking(*sealed, "import", "Take in a file of a sealed list; nobody can remove it", [&line] {
        return talk(line.context,
                    console::import_sealed(line.sealed.id, line.sealed.title, absolute_path(line.sealed_path),
                                           line.sealed.reason),
                    console::tell_sealed_import);
      });
  import->add_option("file", line.sealed_path, "Names and URLs, one a line; plain, gzip, xz or zstd")->required();
  import->add_option("--list", line.sealed.id, "The sealed list's id: iwf")->required();
  import->add_option("--reason", line.sealed.reason, "Why; it goes on record");
  CLI::App* source = line.add_talking(*sealed, "source", "Install or change the connector of a sealed list",
                                      [&line] { return set_sealed_source(line); });
  source->add_option("list", line.sealed.id, "The sealed list's id: iwf")->required();
  source->add_option("--address", line.sealed.address, "https://..., or file:///... on the appliance");
  source->add_option("--every", line.sealed.every_hours, "Hours between refreshes");
  source->add_option("--warn-after", line.sealed.warn_after_days, "Days without a refresh after which it is told");
  source->add_option("--user", line.sealed.user, "For a password");
  source->add_option("--password-file", line.password_file, "A file that holds the password; - is standard input");
  source->add_option("--token-file", line.token_file, "A file that holds a bearer token; - is standard input");
  source->add_option("--certificate", line.certificate_file, "The client's certificate, PEM");
  source->add_option("--key", line.key_file, "Its key, PEM");
  source->add_option("--authority", line.authority_file, "Trust only this authority for the server, PEM");
  source->add_flag("--no-credentials", line.sealed.no_credentials, "Forget the credentials");
  source->add_option("--reason", line.sealed.reason, "Why; it goes on record")->required();
  for (CLI::App* each : {import, source}) each->add_option("--title", line.sealed.title, "What to call it");
}

}  // namespace schoolgate

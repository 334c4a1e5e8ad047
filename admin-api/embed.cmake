# Writes ${TO}: the text of ${FROM} as a C++ string, so that the program carries its own description.
file(READ "${FROM}" text)
string(LENGTH "${text}" length)
if(length GREATER 60000)
  message(FATAL_ERROR "${FROM} is too long for one string literal: split the literal here")
endif()
file(WRITE "${TO}.new" "#include \"admin-api/routes/openapi.h\"\n\nnamespace schoolgate::routes {\n\nconst std::string_view openapi_yaml = R\"yaml(${text})yaml\";\n\n}  // namespace schoolgate::routes\n")
file(RENAME "${TO}.new" "${TO}")

//! The page around the explorer's scripts. It has nothing of who asks but whether they are signed in.

use super::assets;
use schema::Language;

/// The page for somebody.
pub(super) struct Page {
    pub(super) is_signed_in: bool,
    pub(super) language: Language,
}

impl Page {
    pub(super) fn html(&self) -> String {
        let language = match self.language {
            Language::Cs => "cs",
            Language::En => "en",
        };
        let asset = |name: &str| format!("/graphiql/assets/{name}");
        format!(
            "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"robots\" content=\"noindex\">\n<title>Centrum – GraphiQL</title>\n\
             <link rel=\"icon\" href=\"data:,\">\n<link rel=\"license\" href=\"{licences}\">\n<link rel=\"stylesheet\" href=\"{style}\">\n\
             <script type=\"module\" src=\"{script}\"></script>\n</head>\n<body>\n\
             <div id=\"explorer\" data-signed-in=\"{is_signed_in}\" data-language=\"{language}\" \
             data-worker-editor=\"{editor}\" data-worker-graphql=\"{graphql}\" data-worker-json=\"{json}\" \
             data-examples=\"/graphiql/examples.json\" data-descriptions=\"/graphiql/descriptions.json\"></div>\n\
             <noscript>\n<p>Průzkumník potřebuje JavaScript. <span lang=\"en\">The explorer needs JavaScript.</span>\n\
             <a href=\"/auth\">Přihlášení <span lang=\"en\">Signing in</span></a></p>\n</noscript>\n</body>\n</html>\n",
            licences = asset(assets::LICENCES),
            style = asset(assets::STYLE),
            script = asset(assets::SCRIPT),
            is_signed_in = self.is_signed_in,
            editor = asset(assets::WORKER_EDITOR),
            graphql = asset(assets::WORKER_GRAPHQL),
            json = asset(assets::WORKER_JSON),
        )
    }
}

//! The explorer's scripts and styles. Generated with them, by `explorer/build.mjs`.

/// The page's script.
pub(super) const SCRIPT: &str = "main-QXFKOACY.js";
/// The page's styles.
pub(super) const STYLE: &str = "main-CEFZLGPE.css";
/// What the editor starts beside the page, for each kind of text.
pub(super) const WORKER_EDITOR: &str = "worker.editor-3UA3JV7O.js";
pub(super) const WORKER_GRAPHQL: &str = "worker.graphql-I4LWQEVM.js";
pub(super) const WORKER_JSON: &str = "worker.json-PSODEOI2.js";
/// On what terms its parts are used.
pub(super) const LICENCES: &str = "licences.txt";

/// All of them, by name.
pub(super) const FILES: &[(&str, &[u8])] = &[
    ("chunk-3FBXANJZ.js", include_bytes!("assets/chunk-3FBXANJZ.js")),
    ("chunk-3XUECHYH.js", include_bytes!("assets/chunk-3XUECHYH.js")),
    ("chunk-A6QKVSUL.js", include_bytes!("assets/chunk-A6QKVSUL.js")),
    ("chunk-AREH46ZW.js", include_bytes!("assets/chunk-AREH46ZW.js")),
    ("chunk-BK5D7P4N.js", include_bytes!("assets/chunk-BK5D7P4N.js")),
    ("chunk-CGQ6EEZU.js", include_bytes!("assets/chunk-CGQ6EEZU.js")),
    ("chunk-EGFYANPB.js", include_bytes!("assets/chunk-EGFYANPB.js")),
    ("chunk-EWPDCGII.js", include_bytes!("assets/chunk-EWPDCGII.js")),
    ("chunk-FBCOCQCF.js", include_bytes!("assets/chunk-FBCOCQCF.js")),
    ("chunk-IYWUY3VA.js", include_bytes!("assets/chunk-IYWUY3VA.js")),
    ("chunk-L6RCQLFD.js", include_bytes!("assets/chunk-L6RCQLFD.js")),
    ("chunk-MA4QYTJU.js", include_bytes!("assets/chunk-MA4QYTJU.js")),
    ("chunk-OWF4B65Z.js", include_bytes!("assets/chunk-OWF4B65Z.js")),
    ("chunk-STSEUAPQ.js", include_bytes!("assets/chunk-STSEUAPQ.js")),
    ("codicon-37A3DWZT.ttf", include_bytes!("assets/codicon-37A3DWZT.ttf")),
    ("dist-PVNJ53M7.js", include_bytes!("assets/dist-PVNJ53M7.js")),
    ("graphql-GPCJAI4U.js", include_bytes!("assets/graphql-GPCJAI4U.js")),
    ("graphql-IVCXP5WY.js", include_bytes!("assets/graphql-IVCXP5WY.js")),
    ("graphql-PSPOCOTY.js", include_bytes!("assets/graphql-PSPOCOTY.js")),
    ("graphqlMode-44MZTDCA.js", include_bytes!("assets/graphqlMode-44MZTDCA.js")),
    ("json-format-YLWY5S2A.js", include_bytes!("assets/json-format-YLWY5S2A.js")),
    ("jsonMode-ZHA5DH5G.js", include_bytes!("assets/jsonMode-ZHA5DH5G.js")),
    ("licences.txt", include_bytes!("assets/licences.txt")),
    ("lite-JTIAWGGJ.js", include_bytes!("assets/lite-JTIAWGGJ.js")),
    ("main-CEFZLGPE.css", include_bytes!("assets/main-CEFZLGPE.css")),
    ("main-QXFKOACY.js", include_bytes!("assets/main-QXFKOACY.js")),
    ("monaco-5MSRBGRD.js", include_bytes!("assets/monaco-5MSRBGRD.js")),
    ("monaco.contribution-3DM5E7ER.js", include_bytes!("assets/monaco.contribution-3DM5E7ER.js")),
    ("mouseTarget-CGA644KW.js", include_bytes!("assets/mouseTarget-CGA644KW.js")),
    ("standalone-QKZK66WR.js", include_bytes!("assets/standalone-QKZK66WR.js")),
    ("worker.editor-3UA3JV7O.js", include_bytes!("assets/worker.editor-3UA3JV7O.js")),
    ("worker.graphql-I4LWQEVM.js", include_bytes!("assets/worker.graphql-I4LWQEVM.js")),
    ("worker.json-PSODEOI2.js", include_bytes!("assets/worker.json-PSODEOI2.js")),
];

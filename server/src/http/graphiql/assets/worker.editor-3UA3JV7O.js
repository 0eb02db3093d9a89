import{a}from"./chunk-3XUECHYH.js";import"./chunk-EGFYANPB.js";import"./chunk-BK5D7P4N.js";import"./chunk-MA4QYTJU.js";import"./chunk-3FBXANJZ.js";import"./chunk-IYWUY3VA.js";export{a as initialize};

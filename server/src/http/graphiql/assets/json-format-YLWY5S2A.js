import{c as e,d as n}from"./chunk-STSEUAPQ.js";import"./chunk-IYWUY3VA.js";var r={astFormat:"whole-text",parse:t=>({text:t}),locStart:()=>0,locEnd:t=>t.text.length},i={jsonc:r},a={"whole-text":{print(t){let{text:o}=t.node;return n(o,e(o,void 0,{insertSpaces:!0,tabSize:2,eol:`
`})).trim()}}};export{i as parsers,a as printers};

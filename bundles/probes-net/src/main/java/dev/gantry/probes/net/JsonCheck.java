package dev.gantry.probes.net;

import dev.gantry.probes.Report;

import tools.jackson.databind.JsonNode;

/** Something that is asserted of a JSON document. */
interface JsonCheck {
    void judge(JsonNode document, Report report);
}

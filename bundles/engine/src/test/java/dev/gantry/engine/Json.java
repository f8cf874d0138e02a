package dev.gantry.engine;

import tools.jackson.databind.JsonNode;

/** Parameters of any form, for tests: those that were submitted. */
record Json(JsonNode node) {

    JsonNode path(String member) {
        return node.path(member);
    }

    @Override
    public String toString() {
        return node.toString();
    }
}

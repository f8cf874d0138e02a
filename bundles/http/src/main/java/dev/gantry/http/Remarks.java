package dev.gantry.http;

import dev.gantry.spi.identity.Principal;

import tools.jackson.databind.JsonNode;

/** What is found out about a call on its way, for the audit log. For one thread. */
final class Remarks {
    private Principal principal;
    private String tenant = "";
    private String detail = "";

    /** Who calls. */
    void caller(Principal who) {
        principal = who;
    }

    /** The tenant that it is about. */
    void tenant(String name) {
        tenant = name == null ? "" : name;
    }

    /** A little more; no secret. */
    void detail(String text) {
        detail = text;
    }

    /** What the body has, but not the values: they may be secret. */
    void body(JsonNode body) {
        if (body.isObject() && !body.isEmpty()) {
            detail = String.join(", ", body.propertyNames());
        }
    }

    Principal principal() {
        return principal;
    }

    String tenant() {
        return tenant;
    }

    String detail() {
        return detail;
    }
}

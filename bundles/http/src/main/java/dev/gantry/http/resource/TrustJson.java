package dev.gantry.http.resource;

import dev.gantry.http.Json;
import dev.gantry.spi.plugin.Needs;
import dev.gantry.spi.plugin.Signature;

import tools.jackson.databind.node.ObjectNode;

/** Who signed a plugin, and what it needs, in JSON. */
final class TrustJson {
    private TrustJson() {}

    static void put(ObjectNode node, Signature signature, Needs needs) {
        node.set("signature", signature(signature));
        ObjectNode use = node.putObject("needs").put("secrets", needs.secrets());
        Json.texts(use, "network", needs.network());
        Json.texts(use, "processes", needs.processes());
        Json.texts(use, "files", needs.files());
    }

    private static ObjectNode signature(Signature signature) {
        if (signature == null) {
            return null;
        }
        ObjectNode node = Json.object();
        node.put("trusted", signature.trusted());
        node.put("signer", signature.signer());
        node.put("issuer", signature.issuer());
        node.put("fingerprint", signature.fingerprint());
        Json.put(node, "until", signature.until());
        node.put("reason", signature.reason());
        return node;
    }
}

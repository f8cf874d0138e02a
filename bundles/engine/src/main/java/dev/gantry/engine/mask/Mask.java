package dev.gantry.engine.mask;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Takes secrets out of texts, in all their {@linkplain Forms forms}. Without secrets it costs
 * nothing, and what it looks for is only made when there is a first text. Immutable, thread-safe.
 */
public final class Mask {
    /** What is put in the place of a secret. */
    public static final String HIDDEN = "***";

    /** Without secrets. */
    public static final Mask NONE = new Mask(Set.of());

    /** Secrets with fewer characters are not looked for: half of each text would go. */
    static final int SHORTEST = 4;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Set<String> secrets;
    private volatile Automaton automaton;

    private Mask(Set<String> secrets) {
        this.secrets = secrets;
    }

    /** For these secrets. */
    public static Mask of(Collection<String> secrets) {
        return NONE.with(secrets);
    }

    /** For these secrets as well. */
    public Mask with(Collection<String> more) {
        Set<String> all = null;
        for (String secret : more) {
            if (secret.length() >= SHORTEST && !secrets.contains(secret)) {
                all = all == null ? new HashSet<>(secrets) : all;
                all.add(secret);
            }
        }
        return all == null ? this : new Mask(Set.copyOf(all));
    }

    /** A text without the secrets; {@code null} for {@code null}. */
    public String text(String text) {
        return secrets.isEmpty() || text == null ? text : automaton().replace(text, HIDDEN);
    }

    private Automaton automaton() {
        Automaton made = automaton;
        if (made == null) {
            Set<String> forms = new HashSet<>();
            secrets.forEach(secret -> forms.addAll(Forms.of(secret)));
            made = new Automaton(forms);
            automaton = made;
        }
        return made;
    }

    /** JSON without the secrets in its texts and the names of its members; it stays JSON. */
    public String json(String json) {
        if (secrets.isEmpty() || json == null || text(json).equals(json)) {
            return json;
        }
        try {
            return tree(JSON.readTree(json)).toString();
        } catch (JacksonException e) {
            return text(json);
        }
    }

    private JsonNode tree(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode masked = JSON.createObjectNode();
            object.properties().forEach(p -> masked.set(text(p.getKey()), tree(p.getValue())));
            return masked;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode masked = JSON.createArrayNode();
            array.forEach(item -> masked.add(tree(item)));
            return masked;
        }
        boolean number = node.isNumber() && secrets.contains(node.asString());
        return node.isString() || number
                ? JSON.getNodeFactory().stringNode(text(node.asString()))
                : node;
    }
}

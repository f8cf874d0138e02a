package dev.gantry.plugins.host;

import dev.gantry.spi.plugin.Needs;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What plugins may need, as an operator says: {@code acme.crm: secrets, network; *: files}. A
 * plugin that is named has what is named with it, and no more; the others what {@code *} has, which
 * is everything where it is not there.
 *
 * @param allowed kinds by plugin id
 */
record NeedsPolicy(Map<String, Set<String>> allowed) {
    private static final List<String> KINDS = List.of("secrets", "network", "processes", "files");
    private static final String KEY = "gantry.trust.needs";

    /** Everything is allowed. */
    static final NeedsPolicy ANY = new NeedsPolicy(Map.of());

    /**
     * Reads the setting.
     *
     * @throws IllegalArgumentException naming the key and what was expected
     */
    static NeedsPolicy read(String text) {
        if (text == null) {
            return ANY;
        }
        Map<String, Set<String>> allowed = new HashMap<>();
        for (String rule : text.split(";")) {
            if (rule.isBlank()) {
                continue;
            }
            int colon = rule.indexOf(':');
            String plugin = colon < 0 ? "" : rule.substring(0, colon).strip();
            Set<String> kinds = new TreeSet<>();
            for (String kind : rule.substring(colon + 1).split(",")) {
                switch (kind.strip()) {
                    case "*" -> kinds.addAll(KINDS);
                    case "none", "" -> {}
                    case String known when KINDS.contains(known) -> kinds.add(known);
                    default -> throw wrong(rule);
                }
            }
            if (plugin.isEmpty() || allowed.put(plugin, kinds) != null) {
                throw wrong(rule);
            }
        }
        return new NeedsPolicy(Map.copyOf(allowed));
    }

    private static IllegalArgumentException wrong(String rule) {
        return new IllegalArgumentException(
                KEY
                        + ": expected rules such as \"acme.crm: secrets, network; *: none\", each"
                        + " plugin once, of "
                        + String.join(", ", KINDS)
                        + ", * and none; got "
                        + rule.strip());
    }

    /** Refuses a plugin that needs more than it may. */
    void check(String plugin, Needs needs) throws Rejection {
        Set<String> may = allowed.getOrDefault(plugin, allowed.get("*"));
        if (may == null) {
            return;
        }
        List<String> more =
                DeclaredNeeds.words(needs).entrySet().stream()
                        .filter(kind -> !may.contains(kind.getKey()))
                        .map(Map.Entry::getValue)
                        .toList();
        if (!more.isEmpty()) {
            throw new Rejection(
                    "it needs "
                            + String.join(" and ", more)
                            + ", which "
                            + KEY
                            + " does not allow it: add that for "
                            + plugin
                            + " there, or do without the plugin");
        }
    }
}

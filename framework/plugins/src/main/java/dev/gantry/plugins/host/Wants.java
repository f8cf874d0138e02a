package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.Offering;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What rejected revisions wait for, so that they are tried again when it comes and at no other
 * time. Thread-safe.
 */
final class Wants {
    /**
     * Services come and go: so often a revision is tried again for them, until it is dropped anew.
     */
    private static final int TRIES = 5;

    private static final String CONFIGURATION = "configuration:";

    /** That the trust folder is changed. */
    static final String TRUST = "trust";

    private final Map<String, Set<String>> wanted = new ConcurrentHashMap<>();
    private final Map<String, Integer> tries = new ConcurrentHashMap<>();

    static String service(String type) {
        return "service:" + type;
    }

    /** That the plugin is configured otherwise. */
    static String configuration(String plugin) {
        return CONFIGURATION + plugin;
    }

    /** That a plugin offers a package. */
    static String packageOf(String name) {
        return "package:" + name;
    }

    /** That nobody else offers it any more. */
    static String free(Offering offering) {
        return offering.kind() + ":" + offering.id();
    }

    /** That no other content has this version any more. */
    static String free(String plugin, String version) {
        return "version:" + plugin + ":" + version;
    }

    void put(String sha256, Set<String> what) {
        if (what.isEmpty()) {
            wanted.remove(sha256);
        } else {
            wanted.put(sha256, what);
        }
    }

    void remove(String sha256) {
        wanted.remove(sha256);
        tries.remove(sha256);
    }

    /**
     * Whether another try is due when this came: those who wait for each other would go on without
     * end, a person who changes a configuration or the trust folder does not.
     */
    boolean again(String sha256, Set<String> came) {
        if (came.stream().anyMatch(what -> what.startsWith(CONFIGURATION) || what.equals(TRUST))) {
            tries.remove(sha256);
            return true;
        }
        return tries.merge(sha256, 1, Integer::sum) <= TRIES;
    }

    /** Whether a revision waits for one of these. */
    boolean waits(String sha256, String what) {
        return wanted.getOrDefault(sha256, Set.of()).contains(what);
    }

    boolean none() {
        return wanted.isEmpty();
    }

    /** Those who wait for one of these. */
    Set<String> waitingFor(Set<String> what) {
        Set<String> shas = new HashSet<>();
        wanted.forEach(
                (sha, wants) -> {
                    if (wants.stream().anyMatch(what::contains)) {
                        shas.add(sha);
                    }
                });
        return shas;
    }
}

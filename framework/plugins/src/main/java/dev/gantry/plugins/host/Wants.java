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
    private final Map<String, Set<String>> wanted = new ConcurrentHashMap<>();

    static String service(String type) {
        return "service:" + type;
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

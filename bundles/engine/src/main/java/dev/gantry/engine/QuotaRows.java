package dev.gantry.engine;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.QuotaStore;
import dev.gantry.spi.store.StoredQuota;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Bounds of one scope as they are on disk. Thread-safe; changes follow one another.
 *
 * @param <T> what bounds there are
 */
final class QuotaRows<T> {
    private final QuotaStore store;
    private final String scope;
    private final String what;
    private final Function<T, String> json;
    private final Function<String, T> parse;
    private final Map<String, Row<T>> rows = new ConcurrentHashMap<>();

    /** Bounds that were set. */
    record Row<T>(T bounds, long version) {}

    /**
     * @param what they are, as a person calls it, before the name
     */
    QuotaRows(
            QuotaStore store,
            String scope,
            String what,
            Function<T, String> json,
            Function<String, T> parse) {
        this.store = store;
        this.scope = scope;
        this.what = what;
        this.json = json;
        this.parse = parse;
        rows.putAll(stored());
    }

    private Map<String, Row<T>> stored() {
        return store.quotas().stream()
                .filter(stored -> stored.scope().equals(scope))
                .collect(
                        Collectors.toMap(
                                StoredQuota::name,
                                stored -> new Row<>(parse.apply(stored.spec()), stored.version())));
    }

    /** Takes over what is on disk; returns the names of those that are not as before. */
    synchronized Set<String> reload() {
        Map<String, Row<T>> now = stored();
        Set<String> changed = new HashSet<>(rows.keySet());
        changed.addAll(now.keySet());
        changed.removeIf(name -> Objects.equals(rows.get(name), now.get(name)));
        rows.putAll(now);
        rows.keySet().retainAll(now.keySet());
        return changed;
    }

    Collection<String> names() {
        return rows.keySet();
    }

    /** What was set, or {@code null}. */
    Row<T> get(String name) {
        return rows.get(name);
    }

    long version(String name) {
        Row<T> row = rows.get(name);
        return row == null ? 0 : row.version();
    }

    /** Returns when it is on disk. */
    synchronized void put(String name, T bounds, OptionalLong ifVersion) {
        long version = checked(name, ifVersion);
        if (!Commit.join(
                store.put(new StoredQuota(scope, name, json.apply(bounds), version + 1)))) {
            throw conflict(name);
        }
        rows.put(name, new Row<>(bounds, version + 1));
    }

    /** Returns when it is on disk. */
    synchronized void delete(String name, OptionalLong ifVersion) {
        if (!rows.containsKey(name)) {
            throw new GantryException(
                    GantryException.Code.NOT_FOUND, "There is no " + what + " " + name);
        }
        if (!Commit.join(store.delete(scope, name, checked(name, ifVersion)))) {
            throw conflict(name);
        }
        rows.remove(name);
    }

    private long checked(String name, OptionalLong expected) {
        long version = version(name);
        if (expected.isPresent() && expected.getAsLong() != version) {
            throw conflict(name);
        }
        return version;
    }

    private GantryException conflict(String name) {
        return new GantryException(
                GantryException.Code.CONFLICT,
                "The "
                        + what
                        + " "
                        + name
                        + " was changed meanwhile; read it again and repeat the change");
    }
}

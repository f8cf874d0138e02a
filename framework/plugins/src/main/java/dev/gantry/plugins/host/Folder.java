package dev.gantry.plugins.host;

import dev.gantry.spi.store.StoredRevision;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What lies in the drop folder: the wish. A revision is held by the name of its file, also when
 * that file has newer content by now; when no file of that name is left, the revision goes.
 * Thread-safe.
 */
final class Folder {
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final Map<String, String> contents = new ConcurrentHashMap<>();

    void present(Set<String> all) {
        names.addAll(all);
    }

    /** Takes note of a file's content; returns the content before, or {@code null}. */
    String put(String name, String sha256) {
        names.add(name);
        return contents.put(name, sha256);
    }

    void remove(String name) {
        names.remove(name);
        contents.remove(name);
    }

    /** Files with this content count as not seen yet. */
    void forget(String sha256) {
        contents.values().removeIf(sha256::equals);
    }

    boolean has(String name) {
        return names.contains(name);
    }

    boolean holds(StoredRevision revision) {
        return revision.file() != null && names.contains(revision.file());
    }

    /** The files with this very content, by name. */
    List<String> filesOf(String sha256) {
        return contents.entrySet().stream()
                .filter(e -> e.getValue().equals(sha256))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** Why a revision goes when nothing holds it any more. */
    static String deleted(String file) {
        return file == null
                ? "it was deleted: drop it again to bring it back"
                : "its file " + file + " was deleted: drop it again to bring it back";
    }
}

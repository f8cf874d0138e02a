package dev.gantry.http;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.Selection;
import dev.gantry.spi.plugin.CanarySpec;
import dev.gantry.spi.plugin.PluginInfo;
import dev.gantry.spi.plugin.PluginNote;
import dev.gantry.spi.plugin.PluginPlan;
import dev.gantry.spi.plugin.Plugins;
import dev.gantry.spi.plugin.RevisionInfo;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.run.RetryPolicy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Plugins and a catalogue in memory. */
final class Fakes {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final String SHA = "ab".repeat(32);
    static final RevisionRef REVISION = new RevisionRef("acme.files", "1.2.0", SHA);

    private Fakes() {}

    static RevisionInfo revision(
            String id, String version, String file, RevisionState state, String why) {
        return new RevisionInfo(
                id,
                "Acme",
                version,
                SHA,
                file,
                state,
                why,
                why == null ? null : "raw: " + why,
                List.of("files.cleanup"),
                List.of("disk.room"),
                NOW,
                0,
                null,
                null,
                false);
    }

    /** What an upload contains decides what becomes of it. */
    static final class FakePlugins implements Plugins {
        final Map<String, PluginInfo> all = new TreeMap<>();
        long received;

        FakePlugins() {
            put(
                    "acme.files",
                    "1.2.0",
                    revision("acme.files", "1.2.0", "files-1.2.0.jar", RevisionState.ACTIVE, null),
                    revision(
                            "acme.files",
                            "1.1.0",
                            "files-1.1.0.jar",
                            RevisionState.REJECTED,
                            "It needs package x.y."));
            put(
                    "broken file.jar",
                    null,
                    revision(
                            "broken file.jar",
                            null,
                            "broken file.jar",
                            RevisionState.REJECTED,
                            "It is no JAR."));
        }

        void put(String id, String active, RevisionInfo... versions) {
            all.put(id, new PluginInfo(id, id, active, true, null, 0, null, List.of(versions)));
        }

        @Override
        public List<PluginInfo> list() {
            return List.copyOf(all.values());
        }

        @Override
        public Optional<PluginInfo> find(String idOrFile) {
            return all.values().stream()
                    .filter(
                            each ->
                                    each.id().equals(idOrFile)
                                            || each.versions().stream()
                                                    .anyMatch(v -> v.file().equals(idOrFile)))
                    .findFirst();
        }

        @Override
        public PluginInfo upload(
                String filename, InputStream content, boolean override, String by) {
            byte[] buffer = new byte[8192];
            byte first = 0;
            try {
                for (int got = content.read(buffer); got > 0; got = content.read(buffer)) {
                    first = received == 0 ? buffer[0] : first;
                    received += got;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (first == 'X') {
                throw new GantryException(Code.REFUSED, filename + " is no JAR.");
            }
            if (all.containsKey(filename)) {
                throw new GantryException(Code.CONFLICT, filename + " is there already.");
            }
            put(filename, "1.0", revision(filename, "1.0", filename, RevisionState.ACTIVE, null));
            return all.get(filename);
        }

        @Override
        public PluginInfo activate(
                String id, String version, CanarySpec canary, boolean override, String by) {
            PluginInfo info = known(id);
            if (info.versions().stream().noneMatch(each -> version.equals(each.version()))) {
                throw new GantryException(Code.NOT_FOUND, "no version " + version);
            }
            return new PluginInfo(id, info.name(), version, true, null, 0, null, info.versions());
        }

        @Override
        public PluginInfo delete(String id, String version) {
            PluginInfo info = known(id);
            all.remove(id);
            return info;
        }

        @Override
        public PluginPlan plan(String filename, InputStream content) {
            throw new UnsupportedOperationException();
        }

        @Override
        public PluginInfo rollBack(String id, String by) {
            throw new UnsupportedOperationException();
        }

        @Override
        public PluginInfo promote(String id, String by) {
            throw new UnsupportedOperationException();
        }

        @Override
        public PluginInfo pin(String id, String version, String by) {
            throw new UnsupportedOperationException();
        }

        @Override
        public PluginInfo unpin(String id, String by) {
            throw new UnsupportedOperationException();
        }

        @Override
        public PluginInfo disable(String id, String by) {
            throw new UnsupportedOperationException();
        }

        @Override
        public PluginInfo enable(String id, String by) {
            throw new UnsupportedOperationException();
        }

        @Override
        public PluginInfo limit(String id, int attempts, String by) {
            throw new UnsupportedOperationException();
        }

        @Override
        public PluginInfo force(String id, String version, String by) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<PluginNote> history(String id, long before, int limit) {
            throw new UnsupportedOperationException();
        }

        private PluginInfo known(String id) {
            return find(id).orElseThrow(
                            () -> new GantryException(Code.NOT_FOUND, "no plugin " + id));
        }
    }

    /** One task type, one detector type. */
    static final class FakeCatalog implements Catalog {
        private static final String SCHEMA =
                "{\"type\":\"object\",\"properties\":{\"directory\":{\"type\":\"string\"}}}";

        @Override
        public List<Contribution> list(Kind kind) {
            List<Contribution> found = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                found.add(
                        new Contribution(
                                kind,
                                (kind == Kind.TASK ? "files.cleanup" : "disk.room")
                                        + (i == 0 ? "" : i),
                                "A title",
                                "What it does",
                                REVISION,
                                SCHEMA,
                                kind == Kind.TASK ? SCHEMA : null,
                                Duration.ofMinutes(5),
                                RetryPolicy.NONE,
                                i == 0,
                                i == 0 ? null : "The plugin acme.files is not there."));
            }
            return found;
        }

        @Override
        public Optional<Contribution> find(Kind kind, String id) {
            return list(kind).stream().filter(each -> each.id().equals(id)).findFirst();
        }

        @Override
        public List<FieldError> validate(Kind kind, String id, String json) {
            return List.of();
        }

        @Override
        public int limit(String plugin) {
            return 0;
        }

        @Override
        public Lease lease(Kind kind, String id, Selection selection) {
            throw new UnsupportedOperationException("the API leases nothing");
        }
    }
}

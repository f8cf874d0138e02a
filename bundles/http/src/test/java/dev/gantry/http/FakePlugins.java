package dev.gantry.http;

import dev.gantry.spi.plugin.CanaryInfo;
import dev.gantry.spi.plugin.CanarySpec;
import dev.gantry.spi.plugin.Compatibility;
import dev.gantry.spi.plugin.Difference;
import dev.gantry.spi.plugin.Needs;
import dev.gantry.spi.plugin.PluginInfo;
import dev.gantry.spi.plugin.PluginNote;
import dev.gantry.spi.plugin.PluginPlan;
import dev.gantry.spi.plugin.Plugins;
import dev.gantry.spi.plugin.RevisionInfo;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Plugins in memory. What an upload begins with decides what becomes of it; what was decided is
 * kept as a sentence.
 */
final class FakePlugins implements Plugins {
    final Map<String, PluginInfo> all = new TreeMap<>();
    final List<String> decisions = new ArrayList<>();
    final List<PluginNote> notes = new ArrayList<>();
    CanarySpec canary;
    long received;

    FakePlugins() {
        put(
                "acme.files",
                "1.2.0",
                Fakes.revision(
                        "acme.files", "1.2.0", "files-1.2.0.jar", RevisionState.ACTIVE, null),
                Fakes.revision(
                        "acme.files",
                        "1.1.0",
                        "files-1.1.0.jar",
                        RevisionState.REJECTED,
                        "It needs package x.y."));
        put(
                "broken file.jar",
                null,
                Fakes.revision(
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
    public PluginInfo upload(String filename, InputStream content, boolean override, String by) {
        byte first = first(content);
        if (first == 'X') {
            throw new GantryException(Code.REFUSED, filename + " is no JAR.");
        }
        if (first == 'B' && !override) {
            throw new GantryException(Code.REFUSED, filename + " breaks schedule nightly.");
        }
        if (all.containsKey(filename)) {
            throw new GantryException(Code.CONFLICT, filename + " is there already.");
        }
        boolean held = first == 'H';
        put(
                filename,
                held ? null : "1.0",
                Fakes.revision(
                        filename,
                        "1.0",
                        filename,
                        held ? RevisionState.STAGED : RevisionState.ACTIVE,
                        held ? "It is held back: 0.9 is pinned." : null));
        decisions.add("upload " + filename + " override " + override + " by " + by);
        return all.get(filename);
    }

    @Override
    public PluginPlan plan(String filename, InputStream content) {
        if (first(content) == 'X') {
            return new PluginPlan(
                    filename,
                    Fakes.SHA,
                    null,
                    null,
                    PluginPlan.Action.REJECT,
                    filename + " is no JAR.",
                    null,
                    null,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    null,
                    Needs.NONE,
                    List.of());
        }
        return new PluginPlan(
                filename,
                Fakes.SHA,
                "acme.files",
                "1.3.0",
                PluginPlan.Action.REPLACE,
                "acme.files 1.3.0 would take new runs from 1.2.0.",
                Fakes.REVISION,
                Compatibility.NEW_RUNS_ONLY,
                List.of(
                        new Difference(
                                Compatibility.NEW_RUNS_ONLY,
                                "task files.cleanup",
                                "parameter `depth` added")),
                List.of("files.cleanup"),
                List.of("disk.room"),
                List.of("acme.more"),
                Fakes.SIGNED,
                Fakes.NEEDS,
                List.of(
                        new PluginPlan.Touched(
                                "schedule", "nightly", "its next run goes to 1.3.0")));
    }

    @Override
    public PluginInfo activate(
            String id, String version, CanarySpec spec, boolean override, String by) {
        PluginInfo info = known(id);
        if (info.versions().stream()
                .noneMatch(
                        each -> version.equals(each.version()) || Fakes.SHA.startsWith(version))) {
            throw new GantryException(Code.NOT_FOUND, "no version " + version);
        }
        canary = spec;
        decisions.add("activate " + id + " " + version + " override " + override + " by " + by);
        CanaryInfo trial =
                spec == null
                        ? null
                        : new CanaryInfo(
                                version,
                                Fakes.SHA,
                                spec,
                                0,
                                spec.selective() ? 100 : spec.steps().getFirst(),
                                Fakes.NOW,
                                Fakes.NOW.plus(spec.bake()),
                                new CanaryInfo.Side(3, 1, Duration.ofMillis(120)),
                                new CanaryInfo.Side(0, 0, null),
                                "47 attempts are missing.");
        return new PluginInfo(
                id,
                info.name(),
                spec == null ? version : info.active(),
                true,
                null,
                0,
                trial,
                info.versions());
    }

    @Override
    public PluginInfo delete(String id, String version) {
        PluginInfo info = known(id);
        all.remove(id);
        return info;
    }

    @Override
    public PluginInfo rollBack(String id, String by) {
        if (known(id).versions().stream().noneMatch(RevisionInfo::previous)) {
            throw new GantryException(Code.CONFLICT, "There is no version before.");
        }
        return decided("rollback", id, by);
    }

    @Override
    public PluginInfo promote(String id, String by) {
        return decided("promote", id, by);
    }

    @Override
    public PluginInfo pin(String id, String version, String by) {
        PluginInfo info = decided("pin " + version, id, by);
        return changed(info, true, version == null ? info.active() : version, info.limit());
    }

    @Override
    public PluginInfo unpin(String id, String by) {
        return decided("unpin", id, by);
    }

    @Override
    public PluginInfo disable(String id, String by) {
        PluginInfo info = decided("disable", id, by);
        return changed(info, false, info.pinned(), info.limit());
    }

    @Override
    public PluginInfo enable(String id, String by) {
        PluginInfo info = decided("enable", id, by);
        return changed(info, true, info.pinned(), info.limit());
    }

    @Override
    public PluginInfo limit(String id, int attempts, String by) {
        PluginInfo info = decided("limit " + attempts, id, by);
        return changed(info, info.enabled(), info.pinned(), attempts);
    }

    @Override
    public PluginInfo force(String id, String version, String by) {
        return decided("force " + version, id, by);
    }

    @Override
    public List<PluginNote> history(String id, long before, int limit) {
        known(id);
        return notes.stream().filter(each -> each.id() < before).limit(limit).toList();
    }

    private PluginInfo decided(String what, String id, String by) {
        PluginInfo info = known(id);
        decisions.add(what + " " + id + " by " + by);
        return info;
    }

    private PluginInfo changed(PluginInfo info, boolean enabled, String pinned, int limit) {
        PluginInfo changed =
                new PluginInfo(
                        info.id(),
                        info.name(),
                        info.active(),
                        enabled,
                        pinned,
                        limit,
                        info.canary(),
                        info.versions());
        all.put(info.id(), changed);
        return changed;
    }

    private byte first(InputStream content) {
        byte[] buffer = new byte[8192];
        byte first = 0;
        try {
            for (int got = content.read(buffer); got > 0; got = content.read(buffer)) {
                first = first == 0 ? buffer[0] : first;
                received += got;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return first;
    }

    private PluginInfo known(String id) {
        return find(id).orElseThrow(() -> new GantryException(Code.NOT_FOUND, "no plugin " + id));
    }
}

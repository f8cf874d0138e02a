package dev.gantry.detection;

import dev.gantry.detection.spec.CheckFile;
import dev.gantry.files.YamlFolder;
import dev.gantry.spi.check.CheckProblem;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.StoredCheck;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The checks in {@code conf/checks}. What a file says is in force when all of it can be; until then
 * what it said before is, which the store keeps also over a restart. {@link #look} and {@link
 * #rest} are called by one thread at a time; all else is thread-safe.
 */
final class CheckFolder {

    /** So many checks may be in files. */
    static final int MOST = 20_000;

    static final String FOLDER = "conf/checks";

    private static final Logger LOG = LoggerFactory.getLogger(CheckFolder.class);

    private final Path home;
    private final Path path;
    private final Desk desk;
    private final Roster roster;

    /** Files that can be read and are in force. */
    private final Map<String, CheckFile> sound = new TreeMap<>();

    /** Files that can be read and are not in force, as they do not go together with others. */
    private final Map<String, CheckFile> open = new TreeMap<>();

    private final Map<String, List<CheckProblem>> refused = new TreeMap<>();
    private YamlFolder folder;
    private boolean begun;
    private boolean missing;
    private volatile boolean stale = true;
    private volatile List<CheckProblem> problems = List.of();

    CheckFolder(Path home, Desk desk, Roster roster) {
        this.home = home;
        this.path = home.resolve(FOLDER);
        this.folder = new YamlFolder(home, FOLDER, "shop.yaml");
        this.desk = desk;
        this.roster = roster;
    }

    /** What is wrong, by file and line; what a plugin that came has mended is not told any more. */
    List<CheckProblem> problems() {
        return problems;
    }

    /** Another node looks at its files now: what was seen here counts no more. */
    void rest() {
        if (begun) {
            begun = false;
            folder = new YamlFolder(home, FOLDER, "shop.yaml");
            sound.clear();
            open.clear();
            refused.clear();
            stale = true;
            problems = List.of();
        }
    }

    /** Looks at the files, and has checks be as they say. */
    void look() {
        Set<String> known = known();
        boolean before = missing;
        missing = !known.isEmpty() && !Files.isReadable(path);
        if (!missing) {
            List<YamlFolder.Change> changes = begun ? folder.look(known) : folder.first();
            begun = true;
            Set<String> gone = new TreeSet<>();
            changes.forEach(change -> take(change, gone));
            if (!open.isEmpty() || !gone.isEmpty()) {
                settle(gone);
            }
            stale |= !changes.isEmpty();
        }
        stale |= missing != before;
        tell();
    }

    /** The names of the files that checks are from, and of those that were read. */
    private Set<String> known() {
        Set<String> names = new HashSet<>(sound.keySet());
        names.addAll(open.keySet());
        names.addAll(refused.keySet());
        files().forEach(file -> names.add(name(file)));
        return names;
    }

    private Set<String> files() {
        return roster.locked(
                () ->
                        roster.all().stream()
                                .map(check -> check.row.file())
                                .filter(file -> file != null)
                                .collect(Collectors.toSet()));
    }

    private static String name(String file) {
        return file.substring(file.lastIndexOf('/') + 1, file.lastIndexOf('.'));
    }

    private void take(YamlFolder.Change change, Set<String> gone) {
        String name = change.name();
        open.remove(name);
        String file = folder.file(name);
        switch (change) {
            case YamlFolder.Change.Said said -> {
                CheckFile read = CheckFile.read(file, said.text());
                if (read.problems().isEmpty()) {
                    open.put(name, read);
                } else {
                    refuse(name, read.problems());
                }
            }
            case YamlFolder.Change.Unreadable unreadable -> {
                String problem = unreadable.problem().substring(file.length() + 2);
                refuse(name, List.of(new CheckProblem(file, null, "", problem, true)));
            }
            case YamlFolder.Change.Gone left -> {
                refused.remove(name);
                sound.remove(name);
                gone.add(name);
                LOG.info("{} is gone, and its checks with it", file);
            }
        }
    }

    private void refuse(String name, List<CheckProblem> wrong) {
        if (!wrong.equals(refused.put(name, wrong))) {
            stale = true;
            wrong.forEach(
                    problem ->
                            LOG.error(
                                    "{}; what the file said before is in force until it is"
                                            + " corrected",
                                    problem.sentence()));
        }
    }

    /** Puts in force what goes together; a file that does not leaves the others their chance. */
    private void settle(Set<String> gone) {
        Map<String, CheckFile> fit = new TreeMap<>(open);
        Map<String, List<CheckProblem>> wrong = new HashMap<>();
        boolean again = true;
        while (again) {
            Union union = union(fit, gone);
            Map<String, List<CheckProblem>> found = new HashMap<>();
            fit.forEach(
                    (name, file) -> {
                        List<CheckProblem> clashes = clashes(file, union);
                        if (!clashes.isEmpty()) {
                            found.put(name, clashes);
                        }
                    });
            fit.keySet().removeAll(found.keySet());
            wrong.putAll(found);
            again = !found.isEmpty();
        }
        Map<String, Map<String, CheckSpec>> files = new HashMap<>();
        fit.values().forEach(file -> files.put(file.name(), file.checks()));
        gone.forEach(name -> files.put(folder.file(name), Map.of()));
        try {
            int changed = files.isEmpty() ? 0 : desk.sync(files);
            if (changed > 0) {
                LOG.info("{} checks of {} files are new, other or gone", changed, files.size());
            }
        } catch (GantryException e) {
            LOG.error("files of checks are tried again in a second: {}", e.getMessage());
            return;
        }
        fit.forEach(
                (name, file) -> {
                    stale = true;
                    sound.put(name, file.lean(this::spec));
                    open.remove(name);
                    refused.remove(name);
                });
        wrong.forEach(this::refuse);
    }

    /** All checks there would be: who says each of them, and what each depends on. */
    private record Union(Map<String, String> sayers, Map<String, List<String>> parents) {}

    private Union union(Map<String, CheckFile> fit, Set<String> gone) {
        Set<String> replaced = new HashSet<>();
        fit.values().forEach(file -> replaced.add(file.name()));
        gone.forEach(name -> replaced.add(folder.file(name)));
        Union union = new Union(new HashMap<>(), new HashMap<>());
        roster.locked(
                () -> {
                    for (Watched check : roster.all()) {
                        StoredCheck row = check.row;
                        if (row.file() == null || !replaced.contains(row.file())) {
                            union.sayers().put(row.id(), row.file() == null ? "" : row.file());
                            union.parents().put(row.id(), check.spec.judging().dependsOn());
                        }
                    }
                    return null;
                });
        for (CheckFile file : fit.values()) {
            file.checks()
                    .forEach(
                            (id, spec) -> {
                                union.sayers().putIfAbsent(id, file.name());
                                union.parents().putIfAbsent(id, spec.judging().dependsOn());
                            });
        }
        return union;
    }

    private List<CheckProblem> clashes(CheckFile file, Union union) {
        List<CheckProblem> wrong = new ArrayList<>();
        long fromFiles = union.sayers().values().stream().filter(each -> !each.isEmpty()).count();
        if (fromFiles > MOST) {
            wrong.add(
                    new CheckProblem(
                            file.name(),
                            null,
                            "",
                            "with it there would be "
                                    + fromFiles
                                    + " checks in files, and "
                                    + MOST
                                    + " is the most",
                            true));
        }
        file.checks()
                .forEach(
                        (id, spec) -> {
                            String sayer = union.sayers().get(id);
                            if (!sayer.equals(file.name())) {
                                wrong.add(file.problem(id, "/id", taken(id, sayer), true));
                            }
                            Rules.parents(
                                            id,
                                            spec,
                                            union.sayers().keySet(),
                                            each -> union.parents().getOrDefault(each, List.of()))
                                    .forEach(
                                            e ->
                                                    wrong.add(
                                                            file.problem(
                                                                    id,
                                                                    e.pointer(),
                                                                    e.message(),
                                                                    true)));
                            desk.fit(file, id, spec).stream()
                                    .filter(CheckProblem::refused)
                                    .forEach(wrong::add);
                        });
        return wrong;
    }

    private static String taken(String id, String sayer) {
        return sayer.isEmpty()
                ? id
                        + " was made by the API, and stays as it is; delete that one, or rename"
                        + " this"
                : id + " is in " + sayer + " as well; rename one of them";
    }

    /** The one in memory, so that what a file says is not there twice. */
    private CheckSpec spec(String id) {
        return roster.watched(id).map(check -> check.spec).orElse(null);
    }

    /** Something that plugins offer has changed. */
    void changed() {
        stale = true;
    }

    private void tell() {
        if (!stale) {
            return;
        }
        stale = false;
        List<CheckProblem> now = new ArrayList<>();
        if (missing) {
            now.add(
                    new CheckProblem(
                            FOLDER,
                            null,
                            "",
                            "the folder cannot be read, and the checks from it stay as they are;"
                                    + " bring it back, or make an empty one to have them deleted",
                            true));
        }
        refused.values().forEach(now::addAll);
        sound.values()
                .forEach(
                        file ->
                                file.checks()
                                        .forEach(
                                                (id, spec) ->
                                                        now.addAll(desk.fit(file, id, spec))));
        problems = List.copyOf(now);
    }
}

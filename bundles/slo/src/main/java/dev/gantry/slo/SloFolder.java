package dev.gantry.slo;

import dev.gantry.files.Copies;
import dev.gantry.files.YamlFolder;
import dev.gantry.spi.slo.Objective;
import dev.gantry.spi.slo.SloProblem;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The objectives in {@code conf/slos}. A file that is not usable leaves in force what it said
 * before; a copy of that in {@code data/slos} keeps it so over a restart. {@link #look} is called
 * by one thread at a time; all else is thread-safe.
 */
final class SloFolder {
    /** How many objectives there may be: each takes some 50 kB and seven series of metrics. */
    static final int MOST = 100;

    private static final Logger LOG = LoggerFactory.getLogger(SloFolder.class);

    /**
     * A file.
     *
     * @param text what it said when it was usable last; {@code null} if it never was
     * @param problem why what it says now is not in force, or {@code null}
     */
    private record Source(String text, List<Objective> objectives, String problem) {}

    private final YamlFolder folder;
    private final Copies copies;
    private final Map<String, Source> sources = new TreeMap<>();

    /** What files say that does not go together with others. */
    private final Map<String, String> clashing = new TreeMap<>();

    private volatile List<Objective> objectives = List.of();
    private volatile List<SloProblem> problems = List.of();

    /** Reads what is there now. */
    SloFolder(Path home) {
        this.folder = new YamlFolder(home, "conf/slos", "mail.yaml");
        this.copies = new Copies(home.resolve("data/slos"));
        copies.all().forEach((name, copy) -> take(name, copy.text()));
        take(folder.first());
        settle();
    }

    /** What is in force, by id. */
    List<Objective> objectives() {
        return objectives;
    }

    /** Files that are not in force. */
    List<SloProblem> problems() {
        return problems;
    }

    /** Looks at the files; tells whether what is in force is something else now. */
    boolean look() {
        List<YamlFolder.Change> changes = folder.look(sources.keySet());
        if (changes.isEmpty()) {
            return false;
        }
        take(changes);
        return settle();
    }

    /** What does not go together with the others is tried again when those have changed. */
    private void take(List<YamlFolder.Change> changes) {
        changes.forEach(this::take);
        Map<String, String> again = Map.copyOf(clashing);
        clashing.clear();
        again.forEach(this::take);
        clashing.forEach((name, text) -> refuse(name, clash(name, text)));
    }

    private void take(YamlFolder.Change change) {
        switch (change) {
            case YamlFolder.Change.Said said -> take(said.name(), said.text());
            case YamlFolder.Change.Unreadable unreadable -> {
                clashing.remove(unreadable.name());
                refuse(unreadable.name(), unreadable.problem());
            }
            case YamlFolder.Change.Gone gone -> {
                clashing.remove(gone.name());
                sources.remove(gone.name());
                copies.forget(gone.name());
                LOG.info("{} is gone, and its objectives with it", folder.file(gone.name()));
            }
        }
    }

    private void take(String name, String text) {
        clashing.remove(name);
        try {
            List<Objective> read = SloFile.read(folder.file(name), text);
            if (clash(name, read) != null) {
                clashing.put(name, text);
                return;
            }
            sources.put(name, new Source(text, read, null));
            copies.keep(name, text);
        } catch (SloFile.UnreadableException e) {
            refuse(name, e.getMessage());
        }
    }

    private String clash(String name, String text) {
        try {
            return clash(name, SloFile.read(folder.file(name), text));
        } catch (SloFile.UnreadableException e) {
            return e.getMessage();
        }
    }

    /** Why a file does not go together with the others; {@code null} if it does. */
    private String clash(String name, List<Objective> read) {
        Map<String, String> taken = new HashMap<>();
        int count = read.size();
        for (Map.Entry<String, Source> other : sources.entrySet()) {
            if (!other.getKey().equals(name)) {
                other.getValue().objectives().forEach(each -> taken.put(each.id(), each.file()));
                count += other.getValue().objectives().size();
            }
        }
        for (Objective each : read) {
            if (taken.containsKey(each.id())) {
                return each.file()
                        + ": id "
                        + each.id()
                        + " is in "
                        + taken.get(each.id())
                        + " as well; rename one of them";
            }
        }
        return count > MOST
                ? folder.file(name)
                        + ": with it there would be "
                        + count
                        + " objectives and "
                        + MOST
                        + " is the most; let one stand for several task types, as files.*"
                : null;
    }

    private void refuse(String name, String problem) {
        Source before = sources.get(name);
        boolean none = before == null || before.text() == null;
        if (before != null && problem.equals(before.problem())) {
            return;
        }
        LOG.error(
                "{}; {}",
                problem,
                none
                        ? "it says nothing until it is corrected"
                        : "what it said before is in force until it is corrected");
        sources.put(
                name,
                new Source(
                        none ? null : before.text(),
                        none ? List.of() : before.objectives(),
                        problem));
    }

    private boolean settle() {
        List<Objective> now = new ArrayList<>();
        List<SloProblem> wrong = new ArrayList<>();
        sources.forEach(
                (name, source) -> {
                    now.addAll(source.objectives());
                    if (source.problem() != null) {
                        wrong.add(new SloProblem(folder.file(name), source.problem()));
                    }
                });
        now.sort(Comparator.comparing(Objective::id));
        problems = List.copyOf(wrong);
        if (now.equals(objectives)) {
            return false;
        }
        objectives = List.copyOf(now);
        LOG.info("{} objectives are in force", now.size());
        return true;
    }
}

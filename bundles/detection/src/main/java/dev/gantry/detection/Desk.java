package dev.gantry.detection;

import dev.gantry.detection.spec.CheckFile;
import dev.gantry.detection.spec.SpecFormat;
import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckBatch;
import dev.gantry.spi.check.CheckLife;
import dev.gantry.spi.check.CheckProblem;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckState;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.store.StoredCheck;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/** Takes changes of checks, one at a time, and tells how they are. Thread-safe. */
final class Desk {

    /** So many that come together are not inspected all at once. */
    private static final int TOGETHER = 50;

    private final Shelf shelf;
    private final Catalog catalog;
    private final Roster roster;
    private final Rules rules;
    private final ReentrantLock changes = new ReentrantLock();

    Desk(Shelf shelf, Catalog catalog, Roster roster) {
        this.shelf = shelf;
        this.catalog = catalog;
        this.roster = roster;
        this.rules = new Rules(catalog);
    }

    /** As {@link Shelf#reload}. */
    void reload(boolean verdicts) {
        changing(
                () -> {
                    shelf.reload(verdicts);
                    return null;
                });
    }

    List<Check> list() {
        Map<String, Optional<String>> absent = new HashMap<>();
        return roster.list().stream()
                .map(
                        check ->
                                living(
                                        check,
                                        absent.computeIfAbsent(
                                                check.spec().detector(), rules::absent)))
                .toList();
    }

    Optional<Check> find(String id) {
        return roster.find(id).map(check -> living(check, rules.absent(check.spec().detector())));
    }

    private Check living(Check check, Optional<String> absent) {
        if (absent.isEmpty()) {
            return check;
        }
        CheckLife life = check.life();
        boolean known = catalog.find(Kind.DETECTOR, check.spec().detector()).isPresent();
        return check.faring(
                new CheckLife(
                        known ? CheckState.UNLOADED : CheckState.UNREGISTERED,
                        absent.get(),
                        life.file(),
                        life.late(),
                        life.shed(),
                        life.shedAt()));
    }

    Check put(String id, CheckSpec spec, OptionalLong ifVersion) {
        if (!CheckFile.fits(id)) {
            throw new GantryException(Code.INVALID, "id \"" + id + "\": " + CheckFile.ID_EXPECTED);
        }
        SpecFormat.limits(spec);
        if (catalog.find(Kind.DETECTOR, spec.detector()).isEmpty()) {
            throw catalog.unknown(Kind.DETECTOR, spec.detector());
        }
        return changing(
                () -> {
                    ours(id);
                    expect(id, ifVersion);
                    List<FieldError> wrong = new ArrayList<>(rules.config(spec));
                    wrong.addAll(rules.reaction(spec));
                    wrong.addAll(Rules.parents(id, spec, ids(), parents(Map.of(id, spec))));
                    refuse(spec, wrong);
                    shelf.finish(shelf.write(id, spec, null), false);
                    return find(id).orElseThrow(() -> unknown(id));
                });
    }

    private static void refuse(CheckSpec spec, List<FieldError> wrong) {
        if (wrong.isEmpty()) {
            return;
        }
        FieldError first = wrong.getFirst();
        boolean config = first.pointer().startsWith("/config");
        String pointer = config ? first.pointer().substring("/config".length()) : first.pointer();
        throw new GantryException(
                Code.REFUSED,
                (config ? "the configuration does not fit " + spec.detector() + ": " : "")
                        + (pointer.isEmpty() ? "" : pointer + ": ")
                        + first.message(),
                wrong);
    }

    Check pause(String id, boolean paused) {
        return changing(
                () -> {
                    Check check = find(id).orElseThrow(() -> unknown(id));
                    ours(id);
                    if (check.spec().paused() != paused) {
                        shelf.finish(shelf.write(id, check.spec().paused(paused), null), false);
                    }
                    return find(id).orElseThrow(() -> unknown(id));
                });
    }

    CheckBatch apply(String name, String yaml, boolean dry) {
        CheckFile file = CheckFile.read(name, yaml);
        return changing(
                () -> {
                    List<CheckProblem> wrong = new ArrayList<>(file.problems());
                    Set<String> all = new HashSet<>(ids());
                    all.addAll(file.checks().keySet());
                    file.checks()
                            .forEach((id, spec) -> wrong.addAll(problems(file, id, spec, all)));
                    List<String> ids = List.copyOf(file.checks().keySet());
                    List<String> other = ids.stream().filter(id -> differs(file, id)).toList();
                    CheckBatch batch = new CheckBatch(ids, wrong, other.size());
                    if (batch.refused() || dry) {
                        return batch;
                    }
                    write(other, file.checks(), Map.of());
                    return batch;
                });
    }

    private boolean differs(CheckFile file, String id) {
        return roster.watched(id).filter(c -> c.spec.equals(file.checks().get(id))).isEmpty();
    }

    private List<CheckProblem> problems(
            CheckFile file, String id, CheckSpec spec, Set<String> all) {
        List<CheckProblem> wrong = new ArrayList<>();
        shelf.row(id)
                .map(StoredCheck::file)
                .ifPresent(
                        from ->
                                wrong.add(
                                        file.problem(
                                                id,
                                                "/id",
                                                "it is in " + from + "; change it there",
                                                true)));
        wrong.addAll(fit(file, id, spec));
        Rules.parents(id, spec, all, parents(file.checks()))
                .forEach(e -> wrong.add(file.problem(id, e.pointer(), e.message(), true)));
        return wrong;
    }

    /**
     * What does not fit what plugins offer. A plugin that is not there now may come, so that alone
     * refuses nothing.
     */
    List<CheckProblem> fit(CheckFile file, String id, CheckSpec spec) {
        List<CheckProblem> wrong = new ArrayList<>();
        Optional<String> absent = rules.absent(spec.detector());
        absent.ifPresent(why -> wrong.add(file.problem(id, "/detector", why, false)));
        if (absent.isEmpty() && differs(file, id)) {
            rules.config(spec)
                    .forEach(e -> wrong.add(file.problem(id, e.pointer(), e.message(), true)));
        }
        rules.reaction(spec)
                .forEach(e -> wrong.add(file.problem(id, e.pointer(), e.message(), false)));
        return wrong;
    }

    /**
     * Has the checks of some files be as the files say, and no other ones from these files.
     *
     * @param files what each says, by id; nothing of a file that is gone
     * @return how many checks were made, changed or deleted
     */
    int sync(Map<String, Map<String, CheckSpec>> files) {
        return changing(
                () -> {
                    Map<String, CheckSpec> all = new HashMap<>();
                    Map<String, String> from = new HashMap<>();
                    files.forEach(
                            (file, checks) -> {
                                all.putAll(checks);
                                checks.keySet().forEach(id -> from.put(id, file));
                            });
                    List<String> gone = new ArrayList<>();
                    Set<String> same = new HashSet<>();
                    for (Check check : roster.list()) {
                        String file = check.life().file();
                        if (file != null && files.containsKey(file)) {
                            if (!all.containsKey(check.id())) {
                                gone.add(check.id());
                            } else if (check.spec().equals(all.get(check.id()))
                                    && file.equals(from.get(check.id()))) {
                                same.add(check.id());
                            }
                        }
                    }
                    List<String> other =
                            all.keySet().stream().filter(id -> !same.contains(id)).toList();
                    write(other, all, from);
                    gone.forEach(shelf::delete);
                    return other.size() + gone.size();
                });
    }

    private void write(
            Collection<String> ids, Map<String, CheckSpec> checks, Map<String, String> files) {
        List<Shelf.Writing> writings =
                ids.stream().map(id -> shelf.write(id, checks.get(id), files.get(id))).toList();
        GantryException failed = null;
        for (Shelf.Writing writing : writings) {
            try {
                shelf.finish(writing, writings.size() > TOGETHER);
            } catch (GantryException e) {
                failed = e;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    void delete(String id, OptionalLong ifVersion) {
        changing(
                () -> {
                    if (shelf.row(id).isEmpty()) {
                        throw unknown(id);
                    }
                    ours(id);
                    expect(id, ifVersion);
                    if (!shelf.delete(id)) {
                        throw unknown(id);
                    }
                    return null;
                });
    }

    List<CheckVerdict> verdicts(String id, int limit) {
        if (limit < 1 || limit > Scribe.KEPT) {
            throw new GantryException(
                    Code.INVALID, "limit: expected 1 to " + Scribe.KEPT + ", got " + limit);
        }
        if (roster.watched(id).isEmpty()) {
            throw unknown(id);
        }
        return shelf.verdicts(id, limit);
    }

    private List<String> ids() {
        return roster.locked(() -> roster.all().stream().map(check -> check.row.id()).toList());
    }

    /** Whom checks depend on, some of them as they would be. */
    private Function<String, List<String>> parents(Map<String, CheckSpec> instead) {
        return id -> {
            CheckSpec spec = instead.get(id);
            return spec != null
                    ? spec.judging().dependsOn()
                    : roster.watched(id).map(c -> c.spec.judging().dependsOn()).orElse(List.of());
        };
    }

    private <T> T changing(Supplier<T> work) {
        changes.lock();
        try {
            return work.get();
        } finally {
            changes.unlock();
        }
    }

    /** Only a check that is from no file is changed here. */
    private void ours(String id) {
        shelf.row(id)
                .map(StoredCheck::file)
                .ifPresent(
                        file -> {
                            throw new GantryException(
                                    Code.CONFLICT,
                                    "check " + id + " is in " + file + "; change it there");
                        });
    }

    /** One that cannot be read counts as none, as nobody is shown it. */
    private void expect(String id, OptionalLong ifVersion) {
        long version = roster.watched(id).map(check -> check.row.version()).orElse(0L);
        if (ifVersion.isPresent() && ifVersion.getAsLong() != version) {
            throw version(id, version, ifVersion.getAsLong());
        }
    }

    static GantryException unknown(String id) {
        return new GantryException(Code.NOT_FOUND, "there is no check " + id);
    }

    private static GantryException version(String id, long now, long wanted) {
        String is = now == 0 ? "does not exist" : "is at version " + now;
        String not = wanted == 0 ? "and must not exist" : "not at " + wanted;
        return new GantryException(
                Code.CONFLICT, "check " + id + " " + is + ", " + not + "; read it and try again");
    }
}

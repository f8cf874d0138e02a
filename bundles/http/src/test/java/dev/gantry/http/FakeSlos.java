package dev.gantry.http;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.slo.Slo;
import dev.gantry.spi.slo.SloProblem;
import dev.gantry.spi.slo.Slos;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Objectives in memory. */
final class FakeSlos implements Slos {
    final List<Slo> all = new ArrayList<>();
    final List<SloProblem> problems = new ArrayList<>();

    @Override
    public List<Slo> list() {
        return List.copyOf(all);
    }

    @Override
    public Optional<Slo> find(String id) {
        return all.stream().filter(slo -> slo.objective().id().equals(id)).findFirst();
    }

    @Override
    public List<SloProblem> problems() {
        return List.copyOf(problems);
    }

    @Override
    public String rules() {
        return "groups: []\n";
    }

    @Override
    public String rules(String id) {
        return "groups: [] # " + known(id) + "\n";
    }

    @Override
    public String tests(String id) {
        return "tests: [] # " + known(id) + "\n";
    }

    private String known(String id) {
        return find(id).map(slo -> slo.objective().id())
                .orElseThrow(() -> new GantryException(Code.NOT_FOUND, "There is no " + id + "."));
    }
}

import java.util.Map;
import java.util.concurrent.Callable;

/** What a tenant feels of another one that submits ten times its quota; the driver's Neighbours do it. */
final class Noisy {
    private final String store;

    Noisy(String store) {
        this.store = store;
    }

    void work(Peers peers, Callable<String> place) throws Exception {
        Map<String, Double> found = Drive.run("noisy", "-Dgantry.bench.rounds=" + 2 * Rounds.COUNT + " -Dgantry.bench.seconds=" + Integer.getInteger("seconds", 5)
                + " -Dgantry.bench.quota=" + Integer.getInteger("quota", 500) + " " + place.call());
        Rounds times = new Rounds("ms");
        for (int i = 0; i < 2 * Rounds.COUNT; i++) {
            String who = i % 2 == 0 ? "alone" : "beside";
            times.put(who + ", p50", found.get(i + ".p50"));
            times.put(who + ", p99", found.get(i + ".p99"));
            if (i % 2 == 1) {
                IO.println(String.format("    the noisy one: %,.0f accepted, %,.0f refused", found.get(i + ".accepted"), found.get(i + ".refused")));
            }
        }
        times.print("a quiet tenant's runs, submit to finished, alone and beside one at ten times its quota, on " + store);
        Rounds.judge("p99, beside : alone", times.median("beside, p99") / times.median("alone, p99"), 1.2, false);
    }
}

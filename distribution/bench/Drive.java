import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Has the driver do a workload inside of a Gantry, and reads what it found. */
final class Drive {
    private static final Path DRIVER = Node.BENCH.resolve("gantry-bench-0.1.0-SNAPSHOT.jar");
    private static final int PATIENCE_S = Integer.getInteger("patience", 900);

    private Drive() {}

    /** In a new home, to the end. */
    static Map<String, Double> run(String work, String options) throws Exception {
        Path home = home(work);
        Process gantry = start(home, work, options);
        try {
            return await(home, gantry);
        } finally {
            Node.stop(gantry);
        }
    }

    /** A new home with the plugin in it. */
    static Path home(String work) throws IOException {
        Path home = Node.home(work);
        Files.copy(Node.PLUGIN, home.resolve("bundles/bench.jar"));
        return home;
    }

    /** @param options flags for the JVM, such as where the store is, and the driver's settings */
    static Process start(Path home, String work, String options) throws IOException {
        Files.deleteIfExists(home.resolve("bench.txt"));
        Path installation = Node.WORK.resolve("gantry");
        Node.copyTree(Node.INSTALLATION, installation);
        Path driver = installation.resolve("system/zz-gantry-bench.jar");
        Files.copy(DRIVER, driver, StandardCopyOption.REPLACE_EXISTING);
        // the cache of the JVM is left out when a JAR is newer than it, or stands between those that it was made with
        Files.setLastModifiedTime(driver, Files.getLastModifiedTime(installation.resolve("bin/gantry")));
        return Node.launch(installation, home, "-Dgantry.bench.work=" + work + " " + options + " " + System.getProperty("opts", ""));
    }

    /** What the driver found, when it is there. */
    static Map<String, Double> await(Path home, Process gantry) throws Exception {
        Path found = home.resolve("bench.txt");
        Path failed = home.resolve("bench-failed.txt");
        for (int i = 0; i < PATIENCE_S * 100 && gantry.isAlive() && !Files.exists(found); i++) {
            if (Files.exists(failed)) {
                throw new IOException(Files.readString(failed));
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        if (!Files.exists(found)) {
            throw new IOException("no result; see " + home.resolve("output.txt"));
        }
        Map<String, Double> figures = new TreeMap<>();
        for (String line : Files.readAllLines(found)) {
            String[] parts = line.split(" ");
            figures.put(parts[0], Double.parseDouble(parts[1]));
        }
        return figures;
    }
}

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A PostgreSQL with its default, durable settings, where the peers' harness looks for it: port 55432, role postgres,
 * no password. Its programs are in the folder that -Dpostgres.bin names, or where Debian puts them.
 */
final class Postgres implements AutoCloseable {
    private static final int PORT = 55432;

    private final Path bin;
    private final Path data;
    private int databases;

    private Postgres(Path bin, Path data) {
        this.bin = bin;
        this.data = data;
    }

    static Postgres start() throws Exception {
        Postgres postgres = new Postgres(programs(), Node.home("postgres").resolve("data"));
        postgres.run("initdb", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-U", "postgres", "-D", postgres.data.toString());
        postgres.run("pg_ctl", "-D", postgres.data.toString(), "-w", "-l", postgres.data.resolveSibling("log").toString(),
                "-o", "-p " + PORT + " -c max_connections=200 -c unix_socket_directories=''", "start");
        Runtime.getRuntime().addShutdownHook(new Thread(postgres::end));
        return postgres;
    }

    private static Path programs() throws IOException {
        String named = System.getProperty("postgres.bin");
        if (named != null) {
            return Path.of(named);
        }
        Path debian = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(debian)) {
            try (Stream<Path> versions = Files.list(debian)) {
                return versions.max(Comparator.naturalOrder()).orElseThrow().resolve("bin");
            }
        }
        throw new IOException("no PostgreSQL in " + debian + "; name the folder of initdb and pg_ctl with -Dpostgres.bin");
    }

    /** Seconds of processor time that the server took so far; 0 without one. */
    static double cpu() throws IOException {
        Path file = Node.WORK.resolve("postgres/data/postmaster.pid");
        if (!Files.exists(file)) {
            return 0;
        }
        return ProcessHandle.of(Long.parseLong(Files.readAllLines(file).getFirst().strip()))
                .map(server -> Stream.concat(Stream.of(server), server.descendants())
                        .mapToDouble(p -> p.info().totalCpuDuration().map(d -> d.toNanos() / 1e9).orElse(0.0)).sum())
                .orElse(0.0);
    }

    /** The address of a new database, as flags for Gantry's JVM. */
    String database() throws Exception {
        String name = "gantry" + ++databases;
        run("createdb", "-h", "localhost", "-p", Integer.toString(PORT), "-U", "postgres", name);
        String server = Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip();
        return "-Dgantry.bench.server=" + server + " -Dgantry.store.user=postgres -Dgantry.store.url=jdbc:postgresql://localhost:" + PORT + "/" + name;
    }

    private void run(String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U")); // the server refuses to be root
        }
        command.add(bin.resolve(program).toString());
        command.addAll(Arrays.asList(arguments));
        Path output = data.resolveSibling("output.txt");
        int exit = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile())).start().waitFor();
        if (exit != 0) {
            throw new IOException(program + ": " + Files.readString(output));
        }
    }

    /** Where a benchmark is cut off. */
    private void end() {
        try {
            if (Files.exists(data.resolve("postmaster.pid"))) {
                close();
            }
        } catch (Exception e) {
            System.err.println("PostgreSQL may still run: " + e);
        }
    }

    @Override
    public void close() throws Exception {
        run("pg_ctl", "-D", data.toString(), "-m", "fast", "-w", "stop");
    }
}

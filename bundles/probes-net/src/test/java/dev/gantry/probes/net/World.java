package dev.gantry.probes.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Certificates and an nginx that presents them; one for the tests of a class. */
final class World implements AutoCloseable {
    private final Path folder;
    final Certificates certificates;
    final Nginx nginx;

    private World(Path folder, Certificates certificates, Nginx nginx) {
        this.folder = folder;
        this.certificates = certificates;
        this.nginx = nginx;
    }

    static World make() throws Exception {
        Path folder = Files.createTempDirectory("probes-net");
        var certificates = Certificates.make(folder);
        Map<String, Path> chains = new LinkedHashMap<>();
        for (String each :
                new String[] {
                    "good",
                    "soon",
                    "urgent",
                    "expired",
                    "future",
                    "old-issuer",
                    "self-signed",
                    "client",
                    "wrong-name"
                }) {
            chains.put(each, certificates.chain(each));
        }
        chains.put("good/alone", certificates.chain("good", 1));
        return new World(folder, certificates, Nginx.start(folder, certificates, chains));
    }

    /** A file of the root's certificate. */
    String root() throws Exception {
        return certificates.root().toString();
    }

    @Override
    public void close() throws IOException {
        nginx.close();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}

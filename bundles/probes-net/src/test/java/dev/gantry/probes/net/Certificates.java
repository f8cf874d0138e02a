package dev.gantry.probes.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Certificates for localhost and 127.0.0.1, each with its fault, made with the keytool of the JDK:
 * a root, an intermediate below it, and what that signed.
 */
final class Certificates {
    static final String PASSWORD = "of-a-test";

    private final Path folder;
    private final Path store;

    private Certificates(Path folder) {
        this.folder = folder;
        this.store = folder.resolve("all.p12");
    }

    static Certificates make(Path folder) throws Exception {
        var all = new Certificates(folder);
        all.key("root", "", "-ext", "bc:c=ca:true", "-validity", "3650");
        all.key("intermediate", "root", "-ext", "bc:c=ca:true", "-validity", "1000");
        all.key(
                "old-intermediate",
                "root",
                "-ext",
                "bc:c=ca:true",
                "-startdate",
                "-40d",
                "-validity",
                "10");
        all.server("good", "intermediate", "-validity", "90");
        all.server("soon", "intermediate", "-validity", "20");
        all.server("urgent", "intermediate", "-validity", "3");
        all.server("expired", "intermediate", "-startdate", "-40d", "-validity", "10");
        all.server("future", "intermediate", "-startdate", "+10d", "-validity", "90");
        all.server("old-issuer", "old-intermediate", "-validity", "90");
        all.server("self-signed", "", "-validity", "90");
        all.server("client", "intermediate", "-ext", "eku=clientAuth", "-validity", "90");
        all.key("wrong-name", "intermediate", "-ext", "san=dns:other.example", "-validity", "90");
        return all;
    }

    private void server(String name, String signer, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-ext", "san=dns:localhost,ip:127.0.0.1"));
        Collections.addAll(arguments, more);
        key(name, signer, arguments.toArray(String[]::new));
    }

    private void key(String name, String signer, String... more) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        Collections.addAll(command, "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC");
        Collections.addAll(command, "-genkeypair", "-alias", name, "-keyalg", "EC");
        Collections.addAll(command, "-dname", "CN=" + name);
        Collections.addAll(command, "-keystore", store.toString(), "-storetype", "PKCS12");
        Collections.addAll(command, "-storepass", PASSWORD);
        if (!signer.isEmpty()) {
            Collections.addAll(command, "-signer", signer);
        }
        Collections.addAll(command, more);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
    }

    private KeyStore open() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    /** The key store with all of them. */
    Path store() {
        return store;
    }

    /** The root, for those who trust it. */
    Path root() throws Exception {
        return pem("root", open().getCertificate("root"));
    }

    /** A file with the whole chain of one. */
    Path chain(String name) throws Exception {
        return pem(name, open().getCertificateChain(name));
    }

    /** A file with the first certificates of the chain of one. */
    Path chain(String name, int length) throws Exception {
        Certificate[] whole = open().getCertificateChain(name);
        return pem(name + "-" + length, java.util.Arrays.copyOf(whole, length));
    }

    private Path pem(String name, Certificate... certificates) throws Exception {
        var text = new StringBuilder();
        for (Certificate each : certificates) {
            text.append(block("CERTIFICATE", each.getEncoded()));
        }
        return Files.writeString(folder.resolve(name + ".pem"), text);
    }

    /** A file with the key of one. */
    Path key(String name) throws Exception {
        byte[] key = open().getKey(name, PASSWORD.toCharArray()).getEncoded();
        return Files.writeString(folder.resolve(name + ".key"), block("PRIVATE KEY", key));
    }

    /** What a server in this JVM uses. */
    SSLContext server(String name) throws Exception {
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        KeyStore all = open();
        char[] password = PASSWORD.toCharArray();
        one.setKeyEntry(name, all.getKey(name, password), password, all.getCertificateChain(name));
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(one, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static String block(String type, byte[] content) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, lines, type);
    }
}

package dev.gantry.plugins.trust;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;

/**
 * Finds out who signed all of a JAR. Every entry is read to its end under its own name, also those
 * for single releases of Java and JARs inside it; only the manifest and the signature files
 * themselves need no signature, and only where jarsigner puts them.
 */
final class SignedJar {
    private static final String META = "META-INF/";
    private static final Pattern SIGNATURE = Pattern.compile("([^/]+)\\.(SF|RSA|DSA|EC)");
    private static final Pattern DIGEST = Pattern.compile("(.+)-Digest(-Manifest.*)?");
    private static final String MAIN = "-Digest-Manifest-Main-Attributes";
    private static final Set<String> WEAK = Set.of("MD2", "MD5", "SHA", "SHA1", "SHA-1");

    private final JarFile jar;
    private final List<JarEntry> entries;
    private final Map<String, Attributes> sections;
    private final Set<String> signatureFiles = new TreeSet<>();

    private SignedJar(JarFile jar, Map<String, Attributes> sections) {
        this.jar = jar;
        this.entries = jar.stream().toList();
        this.sections = sections;
    }

    /**
     * Those who signed every entry; none if nothing is signed.
     *
     * @throws Untrusted if some of it is signed and not all of it, or what is signed was changed
     * @throws IOException if it cannot be read
     */
    static Set<CodeSigner> signers(Path file) throws IOException, Untrusted {
        // without a release: each entry is what its name says
        try (JarFile jar =
                new JarFile(file.toFile(), true, ZipFile.OPEN_READ, JarFile.baseVersion())) {
            Manifest manifest = jar.getManifest();
            if (manifest == null) {
                return Set.of();
            }
            SignedJar signed = new SignedJar(jar, manifest.getEntries());
            signed.names();
            signed.pairs();
            return signed.signatureFiles.isEmpty() ? Set.of() : signed.signers();
        } catch (SecurityException e) {
            throw new Untrusted(
                    "it was changed after it was signed ("
                            + e.getMessage()
                            + "): take the JAR as its signer made it");
        }
    }

    /** Looks at the names of all entries. */
    private void names() throws Untrusted {
        Set<String> seen = new HashSet<>();
        for (JarEntry entry : entries) {
            String name = entry.getName();
            if (!seen.add(name)) {
                throw new Untrusted(
                        "it has two entries " + name + ": build it again, with one of each");
            }
            if (odd(name)) {
                throw new Untrusted(
                        "it has "
                                + name
                                + ", a file of signatures where none belongs: build it without"
                                + " that, then sign it");
            }
            if (name.startsWith(META)
                    && SIGNATURE.matcher(name.substring(META.length())).matches()) {
                signatureFiles.add(name);
            }
        }
        for (Map.Entry<String, Attributes> section : sections.entrySet()) {
            boolean signed =
                    section.getValue().keySet().stream()
                            .anyMatch(key -> key.toString().endsWith("-Digest"));
            if (signed && jar.getEntry(section.getKey()) == null) {
                throw new Untrusted(
                        "its entry "
                                + section.getKey()
                                + ", which was signed, is missing: take the JAR as its signer made"
                                + " it");
            }
        }
    }

    /** A file of digests is nothing without the signature of it, and the other way round. */
    private void pairs() throws Untrusted {
        for (String name : signatureFiles) {
            String base = name.substring(0, name.lastIndexOf('.') + 1);
            boolean alone =
                    signatureFiles.stream()
                            .noneMatch(
                                    other ->
                                            other.startsWith(base)
                                                    && other.endsWith(".SF")
                                                            != name.endsWith(".SF"));
            if (alone) {
                throw new Untrusted(
                        "it has "
                                + name
                                + " without the file that belongs to it: take the JAR as its signer"
                                + " made it, or build and sign it anew");
            }
        }
    }

    /** Whether a name looks like a manifest or a signature and is not where those are. */
    private static boolean odd(String name) {
        String upper = name.toUpperCase(Locale.ROOT).replace('\\', '/');
        int meta = upper.lastIndexOf(META);
        if (meta < 0) {
            return false;
        }
        String last = upper.substring(upper.lastIndexOf('/') + 1);
        if (last.startsWith("SIG-")) {
            return true;
        }
        boolean manifest = upper.equals(JarFile.MANIFEST_NAME);
        boolean signature = SIGNATURE.matcher(last).matches();
        if (manifest) {
            return !name.equals(upper);
        }
        return signature
                && !(name.startsWith(META) && upper.equals(META + last) && name.equals(upper));
    }

    private Set<CodeSigner> signers() throws IOException, Untrusted {
        Set<CodeSigner> all = null;
        Set<CodeSigner> any = new LinkedHashSet<>();
        String bare = null;
        for (JarEntry entry : entries) {
            try (InputStream in = jar.getInputStream(entry)) {
                in.transferTo(OutputStream.nullOutputStream());
            } catch (SecurityException e) {
                throw new Untrusted(
                        "its entry "
                                + entry.getName()
                                + " was changed after it was signed: take the JAR as its signer"
                                + " made it");
            }
            if (free(entry)) {
                continue;
            }
            CodeSigner[] signers = entry.getCodeSigners();
            if (signers == null) {
                bare = bare == null ? entry.getName() : bare;
                continue;
            }
            List<CodeSigner> these = Arrays.asList(signers);
            any.addAll(these);
            if (all == null) {
                all = new LinkedHashSet<>(these);
            } else {
                all.retainAll(these);
            }
        }
        if (any.isEmpty()) {
            throw unread();
        }
        if (bare != null) {
            throw new Untrusted(
                    "its entry "
                            + bare
                            + " is not signed, others are: sign it again when all is in it");
        }
        if (all.isEmpty()) {
            throw new Untrusted(
                    "its entries are signed by different signers ("
                            + any.stream().map(Signatures::name).collect(Collectors.joining("; "))
                            + "): let one sign all of it");
        }
        whole();
        return all;
    }

    /** Whether it needs no signature. */
    private boolean free(JarEntry entry) {
        String name = entry.getName();
        return name.equals(JarFile.MANIFEST_NAME)
                || signatureFiles.contains(name)
                || entry.isDirectory() && entry.getSize() <= 0;
    }

    /** Java takes a signature that is too weak for none at all. */
    private Untrusted unread() throws IOException {
        for (Manifest file : signatureManifests()) {
            for (String algorithm : digests(file)) {
                if (WEAK.contains(algorithm.toUpperCase(Locale.ROOT))) {
                    return new Untrusted(
                            "it is signed with "
                                    + algorithm
                                    + ", which is too weak: sign it again with SHA-256 or better");
                }
            }
        }
        return new Untrusted(
                "its signature is too weak for Java, or damaged: sign it again with SHA-256 or"
                        + " better and a key of 2048 bits or more");
    }

    /** The main part of the manifest, which names the activator, has to be signed as well. */
    private void whole() throws IOException, Untrusted {
        for (Manifest file : signatureManifests()) {
            boolean main =
                    file.getMainAttributes().keySet().stream()
                            .map(Object::toString)
                            .filter(key -> key.endsWith(MAIN))
                            .map(key -> key.substring(0, key.length() - MAIN.length()))
                            .anyMatch(a -> !WEAK.contains(a.toUpperCase(Locale.ROOT)));
            if (!main) {
                throw new Untrusted(
                        "the main part of its manifest is not signed, or with an algorithm that is"
                                + " too weak: sign it again with jarsigner");
            }
        }
    }

    private List<Manifest> signatureManifests() throws IOException {
        List<Manifest> files = new ArrayList<>();
        for (String name : signatureFiles) {
            if (name.endsWith(".SF")) {
                try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
                    files.add(new Manifest(in));
                }
            }
        }
        return files;
    }

    private static Set<String> digests(Manifest file) {
        return file.getMainAttributes().keySet().stream()
                .map(key -> DIGEST.matcher(key.toString()))
                .filter(Matcher::matches)
                .map(m -> m.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

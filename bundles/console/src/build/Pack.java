import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the console's files ready to be served: the pages' own and the libraries they import, each
 * once more compressed, the address that changes when one of them does, the import map with its
 * hash for the policy, and the list of all.
 */
void main(String[] args) throws Exception {
    Path web = Path.of(args[0]);
    Path libraries = Path.of(args[1]);
    Path out = Path.of(args[2]);

    Map<String, byte[]> files = new TreeMap<>();
    collect(web, web, "", files, name -> !name.endsWith(".html"));
    LIBRARIES.forEach(
            (name, wanted) -> {
                Path root = only(libraries.resolve(name));
                collect(root, root, "lib/" + name + "/", files, file -> file.matches(wanted));
            });
    // of use to who reads the sources, which are elsewhere
    files.replaceAll(
            (name, bytes) ->
                    name.startsWith("lib/") && name.endsWith(".js") ? withoutMap(bytes) : bytes);

    byte[] page = Files.readAllBytes(web.resolve("index.html"));
    byte[] frame = Files.readAllBytes(web.resolve(FRAME));
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(page);
    digest.update(frame);
    for (var file : files.entrySet()) {
        digest.update(file.getKey().getBytes(StandardCharsets.UTF_8));
        digest.update(file.getValue());
    }
    String hash = HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    String base = "/assets/" + hash + "/";

    String map =
            IMPORTS.entrySet().stream()
                    .map(each -> "\"" + each.getKey() + "\":\"" + base + each.getValue() + "\"")
                    .collect(Collectors.joining(",", "{\"imports\":{", "}}"));
    String preload = preload(files);
    files.put(FRAME, filled(frame, map, "", base, files));
    byte[] index = filled(page, map, preload, base, files);
    if (Files.exists(out)) {
        try (Stream<Path> old = Files.walk(out)) {
            for (Path each : old.filter(Files::isRegularFile).toList()) {
                Files.delete(each);
            }
        }
    }
    files.put("index.html", index);
    for (var file : files.entrySet()) {
        Path target = out.resolve(file.getKey());
        Files.createDirectories(target.getParent());
        Files.write(target, file.getValue());
        byte[] packed = packed(file.getValue());
        if (packed.length < file.getValue().length) {
            Files.write(target.resolveSibling(target.getFileName() + ".gz"), packed);
        }
    }
    String script =
            "sha256-"
                    + Base64.getEncoder()
                            .encodeToString(
                                    MessageDigest.getInstance("SHA-256")
                                            .digest(map.getBytes(StandardCharsets.UTF_8)));
    files.remove("index.html");
    Files.writeString(
            out.resolve("files.txt"),
            hash + "\n" + script + "\n" + String.join("\n", files.keySet()) + "\n");
}

/** The page that panels of plugins run in. */
static final String FRAME = "frame.html";

/** A page with what it loads. */
static byte[] filled(
        byte[] page, String map, String preload, String base, Map<String, byte[]> files) {
    String html =
            new String(page, StandardCharsets.UTF_8)
                    .replace("{{map}}", map)
                    .replace("{{preload}}", preload)
                    .replace("{{base}}", base);
    for (Matcher link = Pattern.compile("(?:href|src)=\"" + base + "([^\"]+)\"").matcher(html);
            link.find(); ) {
        if (!files.containsKey(link.group(1))) {
            throw new IllegalStateException(
                    "a page names " + link.group(1) + ", which is not there");
        }
    }
    return html.getBytes(StandardCharsets.UTF_8);
}

/** What of each library browsers are given. */
static final Map<String, String> LIBRARIES =
        new TreeMap<>(
                Map.of(
                        "lit", "index\\.js|directives/(keyed|repeat|live)\\.js|LICENSE",
                        "lit-html",
                                "(lit-html|is-server|directive|directive-helpers)\\.js|directives/(keyed|repeat|live)\\.js",
                        "lit-element", "lit-element\\.js",
                        "reactive-element", "(reactive-element|css-tag)\\.js"));

/** Which file a module's name means; one that ends with a slash means all that is below. */
static final Map<String, String> IMPORTS =
        new TreeMap<>(
                Map.of(
                        "lit", "lib/lit/index.js",
                        "lit/", "lib/lit/",
                        "lit-html", "lib/lit-html/lit-html.js",
                        "lit-html/", "lib/lit-html/",
                        "lit-element/", "lib/lit-element/",
                        "@lit/reactive-element", "lib/reactive-element/reactive-element.js",
                        // for panels
                        "gantry", "frame.js"));

/** What a file imports before it runs. */
static final Pattern IMPORT =
        Pattern.compile(
                "\\b(?:import|export)\\s*(?:[\\w*{}\\s,$]+?\\bfrom\\s*|)[\"']([^\"']+)[\"']");

/**
 * Links that let a browser load all that the shell imports at one time, not as it comes upon it.
 */
static String preload(Map<String, byte[]> files) {
    TreeSet<String> seen = new TreeSet<>();
    follow("app.js", files, seen);
    seen.remove("app.js");
    return seen.stream()
            .map(each -> "<link rel=\"modulepreload\" href=\"{{base}}" + each + "\">")
            .collect(Collectors.joining("\n"));
}

static void follow(String name, Map<String, byte[]> files, TreeSet<String> seen) {
    if (!seen.add(name)) {
        return;
    }
    byte[] file = files.get(name);
    if (file == null) {
        throw new IllegalStateException(name + " is imported, and not there");
    }
    for (Matcher found = IMPORT.matcher(new String(file, StandardCharsets.UTF_8)); found.find(); ) {
        follow(resolve(name, found.group(1)), files, seen);
    }
}

static String resolve(String from, String name) {
    if (name.startsWith(".")) {
        return Path.of(from).resolveSibling(name).normalize().toString().replace('\\', '/');
    }
    if (IMPORTS.containsKey(name)) {
        return IMPORTS.get(name);
    }
    String folder = name.substring(0, name.indexOf('/') + 1);
    if (!IMPORTS.containsKey(folder)) {
        throw new IllegalStateException(
                from + " imports " + name + ", which is not in the import map of Pack.java");
    }
    return IMPORTS.get(folder) + name.substring(folder.length());
}

interface Choice {
    boolean takes(String name);
}

static void collect(
        Path root, Path folder, String prefix, Map<String, byte[]> into, Choice choice) {
    try (Stream<Path> all = Files.walk(folder)) {
        for (Path file : all.filter(Files::isRegularFile).toList()) {
            String name = root.relativize(file).toString().replace('\\', '/');
            if (choice.takes(name)) {
                into.put(prefix + name, Files.readAllBytes(file));
            }
        }
    } catch (IOException e) {
        throw new IllegalStateException("cannot read " + folder, e);
    }
}

/** The one folder, which is the version. */
static Path only(Path folder) {
    try (Stream<Path> versions = Files.list(folder)) {
        var found = versions.toList();
        if (found.size() != 1) {
            throw new IllegalStateException(
                    folder + " holds several versions: " + found + "; run mvn clean");
        }
        return found.getFirst();
    } catch (IOException e) {
        throw new IllegalStateException("cannot read " + folder, e);
    }
}

static byte[] withoutMap(byte[] script) {
    String text = new String(script, StandardCharsets.UTF_8);
    return text.replaceAll("(?m)^//# sourceMappingURL=.*$\\n?", "")
            .getBytes(StandardCharsets.UTF_8);
}

static byte[] packed(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip =
            new GZIPOutputStream(out) {
                {
                    def.setLevel(Deflater.BEST_COMPRESSION);
                }
            }) {
        gzip.write(plain);
    }
    return out.toByteArray();
}

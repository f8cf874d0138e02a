import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** One kept HTTP connection to a node, as cheap as can be: the load must not cost more than what it loads. */
final class Wire implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final String tail;

    /** An answer; its members are found by name, the first of that name. */
    record Answer(int status, String body) {

        /** A text or a number; {@code null} if there is none. */
        String member(String name) {
            return member(body, name);
        }

        static String member(String json, String name) {
            int at = json.indexOf("\"" + name + "\":");
            if (at < 0) {
                return null;
            }
            int start = at + name.length() + 3;
            if (json.charAt(start) == '"') {
                return json.substring(start + 1, json.indexOf('"', start + 1));
            }
            int end = start;
            while (end < json.length() && ",}]".indexOf(json.charAt(end)) < 0) {
                end++;
            }
            String value = json.substring(start, end);
            return value.equals("null") ? null : value;
        }

        int count(String text) {
            return body.split(java.util.regex.Pattern.quote(text), -1).length - 1;
        }
    }

    Wire(Node node) throws IOException {
        URI uri = URI.create(node.url);
        socket = new Socket(uri.getHost(), uri.getPort());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 4096);
        out = socket.getOutputStream();
        tail = " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\nAuthorization: Bearer " + node.token
                + "\r\nContent-Type: application/json\r\nContent-Length: ";
    }

    Answer send(String method, String path, String body) throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        out.write((method + " " + path + tail + content.length + "\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8));
        int status = Integer.parseInt(line().split(" ")[1]);
        int length = -1;
        boolean chunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).strip());
            } else if (header.regionMatches(true, 0, "transfer-encoding:", 0, 18)) {
                chunked = true;
            }
        }
        return new Answer(status, chunked ? chunks() : bytes(Math.max(0, length)));
    }

    private String chunks() throws IOException {
        StringBuilder all = new StringBuilder();
        while (true) {
            int size = Integer.parseInt(line().strip(), 16);
            all.append(bytes(size));
            line();
            if (size == 0) {
                return all.toString();
            }
        }
    }

    private String bytes(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the connection ended within an answer");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

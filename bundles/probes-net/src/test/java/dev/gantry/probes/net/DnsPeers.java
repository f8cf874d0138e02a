package dev.gantry.probes.net;

import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/** DNS servers on loopback: Debian's dnsmasq, and one with faults. */
final class DnsPeers {

    private DnsPeers() {}

    /** A real server with all types of records below {@code acme.test}. */
    static Peer dnsmasq(Path folder, int port) throws IOException {
        String big = "x".repeat(250);
        return Peer.start(
                folder,
                port,
                "dnsmasq",
                "--keep-in-foreground",
                "--port=" + port,
                "--listen-address=127.0.0.1",
                "--bind-interfaces",
                "--conf-file=/dev/null",
                "--pid-file=" + folder.resolve("dnsmasq.pid"),
                "--user=" + System.getProperty("user.name"),
                "--no-resolv",
                "--no-hosts",
                "--local-ttl=60",
                "--local=/acme.test/",
                "--host-record=www.acme.test,192.0.2.1,2001:db8::1",
                "--host-record=www.acme.test,192.0.2.2",
                "--host-record=here.acme.test,127.0.0.1",
                "--host-record=ill.acme.test,192.0.2.3",
                "--host-record=six.acme.test,2001:db8::6",
                "--cname=shop.acme.test,www.acme.test",
                "--mx-host=acme.test,mail.acme.test,10",
                "--txt-record=acme.test,v=spf1 -all",
                "--txt-record=big.acme.test," + String.join(",", List.of(big, big, big, big)),
                "--srv-host=_ldap._tcp.acme.test,ldap.acme.test,389,0,5",
                "--ptr-record=1.2.0.192.in-addr.arpa,www.acme.test",
                "--caa-record=acme.test,0,issue,letsencrypt.org",
                "--dns-rr=acme.test,6,036e73310461636d6504746573740004726f6f740461636d650474657374000000000700000e1000000258000151800000003c",
                "--dns-rr=acme.test,65,00010000010003026832",
                "--dns-rr=_svc.acme.test,64,0001037376630461636d65047465737400",
                "--dns-rr=_443._tcp.acme.test,52,030101abababababababababababababababababababababababababababababababab",
                "--dns-rr=acme.test,43,30390802cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
                "--dns-rr=acme.test,48,0101030803010001abcd",
                "--dns-rr=_sip.acme.test,35,000a00140175074532552b73697000037369700461636d65047465737400",
                "--dns-rr=acme.test,2,036e73310461636d65047465737400");
    }

    /** Over UDP only, and at odds with its questions. */
    static final class Odd implements AutoCloseable {
        private final DatagramSocket socket =
                new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
        private final AtomicInteger asked = new AtomicInteger();
        private final Thread thread = Thread.ofVirtual().start(this::serve);

        Odd() throws IOException {}

        int port() {
            return socket.getLocalPort();
        }

        int asked() {
            return asked.get();
        }

        private void serve() {
            try {
                while (true) {
                    var packet = new DatagramPacket(new byte[4096], 4096);
                    socket.receive(packet);
                    answer(packet);
                }
            } catch (IOException closed) {
                // over
            }
        }

        private void answer(DatagramPacket packet) throws IOException {
            Message query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
            Name name = query.getQuestion().getName();
            String host = name.toString(true);
            int times = asked.incrementAndGet();
            boolean six = query.getQuestion().getType() == Type.AAAA;
            if (host.startsWith("silent")
                    || host.startsWith("lossy") && times == 1
                    || (host.startsWith("four") || host.startsWith("none")) && six) {
                return;
            }
            if (host.startsWith("spoofed")) {
                send(packet, new byte[] {1, 2, 3});
                Message other = reply(query, "192.0.2.66");
                other.getHeader().setID(query.getHeader().getID() ^ 1);
                send(packet, other.toWire(512));
            }
            Message reply = reply(query, "192.0.2.7");
            OptionalInt code = code(host, six);
            if (code.isPresent()) {
                reply = new Message(query.getHeader().getID());
                reply.getHeader().setFlag(Flags.QR);
                reply.getHeader().setRcode(code.getAsInt());
                reply.addRecord(query.getQuestion(), Section.QUESTION);
            }
            if (host.startsWith("verified") && query.getHeader().getFlag(Flags.AD)) {
                reply.getHeader().setFlag(Flags.AD);
            }
            send(packet, reply.toWire(512));
        }

        /** With which there is no address. */
        private static OptionalInt code(String host, boolean six) {
            return switch (host.replaceFirst("\\..*", "")) {
                case "ill" -> OptionalInt.of(Rcode.SERVFAIL);
                case "closed" -> OptionalInt.of(Rcode.REFUSED);
                case "none" -> OptionalInt.of(Rcode.NXDOMAIN);
                case "empty" -> OptionalInt.of(Rcode.NOERROR);
                case "half" -> OptionalInt.of(six ? Rcode.SERVFAIL : Rcode.NOERROR);
                case "split" -> OptionalInt.of(six ? Rcode.REFUSED : Rcode.SERVFAIL);
                default -> OptionalInt.empty();
            };
        }

        private static Message reply(Message query, String address) throws IOException {
            var reply = new Message(query.getHeader().getID());
            reply.getHeader().setFlag(Flags.QR);
            reply.addRecord(query.getQuestion(), Section.QUESTION);
            reply.addRecord(
                    new ARecord(
                            query.getQuestion().getName(),
                            DClass.IN,
                            300,
                            InetAddress.ofLiteral(address)),
                    Section.ANSWER);
            return reply;
        }

        private void send(DatagramPacket to, byte[] wire) throws IOException {
            socket.send(new DatagramPacket(wire, wire.length, to.getSocketAddress()));
        }

        @Override
        public void close() throws InterruptedException {
            socket.close();
            thread.join();
        }
    }
}

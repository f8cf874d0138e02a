package dev.gantry.probes.net;

import dev.gantry.probes.Words;

import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.WireParseException;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * One question to one server, over UDP, and over TCP where the answer does not fit (RFC 1035, RFC
 * 7766). Blocking sockets of this question only, since the transport of the library keeps a thread.
 */
final class DnsExchange {
    private static final int LARGEST = 65_535;
    private static final Duration AGAIN = Duration.ofSeconds(2);
    private static final long MILLI = 1_000_000;

    private final Limit limit;

    /** An answer, and whether it came over TCP. */
    record Answer(Message message, boolean tcp) {}

    DnsExchange(Limit limit) {
        this.limit = limit;
    }

    /**
     * Asks.
     *
     * @param within how long this server has at most
     * @throws Unreachable if there is no answer, with a sentence
     */
    Answer ask(Message query, InetSocketAddress server, boolean tcp, Duration within)
            throws Unreachable {
        String who = "DNS server " + shown(server);
        long until = System.nanoTime() + Math.min(within.toNanos(), limit.left().toNanos());
        try {
            if (!tcp) {
                Message answer = overUdp(query, server, until);
                if (!answer.getHeader().getFlag(Flags.TC)) {
                    return new Answer(answer, false);
                }
            }
            return new Answer(overTcp(query, server, until), true);
        } catch (SocketTimeoutException e) {
            limit.check(who + " did not answer");
            throw new Unreachable(who + " did not answer within " + Words.took(within), e);
        } catch (PortUnreachableException | java.net.ConnectException e) {
            throw limit.explain(e, who + " did not answer", who + " refuses: nothing listens");
        } catch (IOException e) {
            throw limit.explain(
                    e, who + " did not answer", who + " cannot be asked: " + Words.message(e));
        }
    }

    static String shown(InetSocketAddress server) {
        return new Target(server.getAddress().getHostAddress(), server.getPort()).toString();
    }

    private Message overUdp(Message query, InetSocketAddress server, long until)
            throws IOException {
        byte[] question = query.toWire(LARGEST);
        try (DatagramSocket socket = limit.guard(new DatagramSocket(null))) {
            socket.connect(server);
            var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
            // a socket takes 0 for ever, so that less than a millisecond is none
            while (until - System.nanoTime() >= MILLI) {
                socket.send(new DatagramPacket(question, question.length));
                long sendAgain = Math.min(until, System.nanoTime() + AGAIN.toNanos());
                Message answer = receive(socket, packet, query, sendAgain);
                if (answer != null) {
                    return answer;
                }
            }
            throw new SocketTimeoutException();
        }
    }

    /** The answer, or {@code null} if there is none until then. */
    private static Message receive(
            DatagramSocket socket, DatagramPacket packet, Message query, long until)
            throws IOException {
        while (true) {
            long left = (until - System.nanoTime()) / MILLI;
            if (left <= 0) {
                return null;
            }
            socket.setSoTimeout((int) left);
            try {
                packet.setLength(LARGEST);
                socket.receive(packet);
                byte[] wire = java.util.Arrays.copyOf(packet.getData(), packet.getLength());
                Message answer = new Message(wire);
                if (answers(answer, query)) {
                    return answer;
                }
            } catch (SocketTimeoutException e) {
                return null;
            } catch (WireParseException e) {
                // anybody can send that; the answer may still come
            }
        }
    }

    private Message overTcp(Message query, InetSocketAddress server, long until)
            throws IOException {
        byte[] question = query.toWire(LARGEST);
        byte[] framed = new byte[question.length + 2];
        framed[0] = (byte) (question.length >> 8);
        framed[1] = (byte) question.length;
        System.arraycopy(question, 0, framed, 2, question.length);
        try (Socket socket = limit.guard(new Socket())) {
            socket.connect(server, millis(until));
            socket.setSoTimeout(millis(until));
            socket.getOutputStream().write(framed);
            var in = new DataInputStream(socket.getInputStream());
            byte[] answer = new byte[in.readUnsignedShort()];
            socket.setSoTimeout(millis(until));
            in.readFully(answer);
            Message message = new Message(answer);
            if (!answers(message, query)) {
                throw new IOException("its answer is to another question");
            }
            return message;
        }
    }

    private static int millis(long until) throws SocketTimeoutException {
        long left = (until - System.nanoTime()) / MILLI;
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) left;
    }

    private static boolean answers(Message answer, Message query) {
        Record asked = query.getQuestion();
        Record said = answer.getQuestion();
        return answer.getHeader().getFlag(Flags.QR)
                && answer.getHeader().getID() == query.getHeader().getID()
                && (said == null || said.equals(asked));
    }
}

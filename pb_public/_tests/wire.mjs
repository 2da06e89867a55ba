// The line between a browser and the house, with its faults: it can be dead, break in the
// middle of what is sent, and lose an answer after the house has done what it was told.
import { connect, createServer } from "node:net";

const REQUEST = /^(GET|POST|PATCH|DELETE) (\S+) HTTP\/1\.1\r\n/;

// A fault waits for a request {method, path} and happens `times` times: "cut" breaks the
// line after `bytes` of the request, "mute" when its answer comes.
class Wire {
  constructor(port) {
    Object.assign(this, { target: port, sockets: new Set(), faults: [], seen: [], dead: false });
    this.server = createServer({ pauseOnConnect: false }, (browser) => this.join(browser));
  }

  listen() {
    return new Promise((resolve) => this.server.listen(0, "127.0.0.1", () => {
      this.base = `http://127.0.0.1:${this.server.address().port}`;
      resolve(this);
    }));
  }

  join(browser) {
    if (this.dead) {
      browser.destroy();
      return;
    }
    const house = connect(this.target, "127.0.0.1");
    const line = { fault: null, bytes: 0 };
    const cut = () => {
      browser.destroy();
      house.destroy();
    };
    for (const socket of [browser, house]) {
      this.sockets.add(socket);
      socket.on("error", cut);
      socket.on("close", () => {
        this.sockets.delete(socket);
        cut();
      });
    }
    browser.on("data", (chunk) => {
      this.meet(line, chunk);
      line.bytes += chunk.length;
      if (line.fault && line.fault.how === "cut" && line.bytes >= line.fault.bytes) cut();
      else house.write(chunk);
    });
    house.on("data", (chunk) => {
      if (line.fault && line.fault.how === "mute") cut();
      else browser.write(chunk);
    });
  }

  // A browser sends one request after the other on a line, each head in one piece.
  meet(line, chunk) {
    const found = REQUEST.exec(chunk.subarray(0, 2000).toString("latin1"));
    if (!found) return;
    const [, method, path] = found;
    this.seen.push(`${method} ${path}`);
    line.bytes = 0;
    line.fault = this.faults.find((fault) => fault.times > 0 && fault.method === method && path.startsWith(fault.path)) || null;
    if (line.fault) line.fault.times--;
  }

  // Breaks the next requests after so many bytes.
  cut(method, path, { bytes = 0, times = 1 } = {}) { this.faults.push({ how: "cut", method, path, bytes, times }); }

  // Lets requests through and loses their answers, until heal().
  mute(method, path, { times = Infinity } = {}) { this.faults.push({ how: "mute", method, path, bytes: 0, times }); }

  // How often something was asked.
  count(request) { return this.seen.filter((one) => one.startsWith(request)).length; }

  // Nothing comes through until heal().
  die() {
    this.dead = true;
    for (const socket of this.sockets) socket.destroy();
  }

  heal() { Object.assign(this, { dead: false, faults: [] }); }

  stop() {
    this.die();
    return new Promise((resolve) => this.server.close(resolve));
  }
}

// A line to the house at `base`; pages go over it when they are opened at its own base.
export const wireTo = (base) => new Wire(Number(new URL(base).port)).listen();

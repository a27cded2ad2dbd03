// An S3 server for one test: node serve.js FOLDER PORT (0: any). It prints its port, and ends when its stdin does.
const crypto = require("node:crypto");
const S3rver = require("@20minutes/s3rver");

// Its marks of where a list goes on are encrypted by DES, which OpenSSL 3 keeps apart. Three times the same key is the same.
for (const name of ["createCipheriv", "createDecipheriv"]) {
  const own = crypto[name];
  crypto[name] = (kind, key, ...more) =>
    kind === "des" ? own("des-ede3-cbc", Buffer.concat([key, key, key]), ...more) : own(kind, key, ...more);
}

const [, , directory, port] = process.argv;
const server = new S3rver({
  address: "127.0.0.1",
  port: Number(port),
  silent: true,
  directory,
  configureBuckets: [{ name: "portal-files" }],
});
server.run((error, address) => {
  if (error) {
    console.error(error.message);
    process.exit(1);
  }
  console.log(address.port);
});
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));

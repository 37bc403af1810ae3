exports.known = [];

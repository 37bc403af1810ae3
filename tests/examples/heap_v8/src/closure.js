'use strict';

exports.make = function make() {
  const seen = [];
  return (payload) => {
    seen.push(payload);
  };
};

-- Sends copies of requests to other pods, whose answers nobody waits for. HAProxy has no filter for that which needs no
-- agent beside it; a task of Lua goes on while the request itself is served.

local MOST_AT_ONCE = 256 -- copies: more are not made, so that pods that hang cost no more than these
local PATIENCE = 10 -- seconds for each step of a copy
local LINE = "%s %s HTTP/1.1\r\n"
local NOT_COPIED = {
  ["connection"] = true,
  ["content-length"] = true,
  ["expect"] = true,
  ["keep-alive"] = true,
  ["proxy-connection"] = true,
  ["te"] = true,
  ["trailer"] = true,
  ["transfer-encoding"] = true,
  ["upgrade"] = true,
}

local under_way = 0

-- A pod of a backend that takes requests: its address and port.
local function pod_of(backend)
  local ready = {}
  for _, server in pairs(core.backends[backend].servers) do
    local status = server:get_stats()["status"]
    if not status:find("MAINT") and not status:find("DRAIN") then
      ready[#ready + 1] = server:get_addr()
    end
  end
  if #ready == 0 then
    return nil
  end
  local address, port = ready[math.random(#ready)]:match("^(.*):(%d+)$")
  return address and address:gsub("[%[%]]", ""), tonumber(port)
end

local function head_of(txn, body)
  local lines = { LINE:format(txn.sf:method(), txn.sf:pathq()) }
  for name, values in pairs(txn.http:req_get_headers()) do
    if not NOT_COPIED[name] then
      for index = 0, #values do
        lines[#lines + 1] = name .. ": " .. values[index] .. "\r\n"
      end
    end
  end
  if #body > 0 or txn.f:req_hdr("content-length") then
    lines[#lines + 1] = "content-length: " .. #body .. "\r\n"
  end
  lines[#lines + 1] = "connection: close\r\n\r\n"
  return table.concat(lines)
end

local function send(address, port, text)
  local connection = core.tcp()
  connection:settimeout(PATIENCE)
  if connection:connect(address, port) and connection:send(text) then
    -- The answer is read, lest the pod sees its client go away, and forgotten.
    while connection:receive(4096) do
    end
  end
  connection:close()
end

-- Copies whose body is not there as a whole would be other requests: these are not made.
local function is_whole(txn, body)
  local told = txn.f:req_hdr("content-length")
  return #body == 0 and not told or tonumber(told) == #body
end

local function mirror(txn, backend)
  local body = txn.f:req_body() or ""
  if under_way >= MOST_AT_ONCE or not is_whole(txn, body) then
    return
  end
  local address, port = pod_of(backend)
  if not address then
    return
  end
  local text = head_of(txn, body) .. body
  under_way = under_way + 1
  core.register_task(function()
    pcall(send, address, port, text)
    under_way = under_way - 1
  end)
end

core.register_action("mirror", { "http-req" }, mirror, 1)
